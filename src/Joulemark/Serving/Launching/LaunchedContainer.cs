using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines;

namespace Joulemark.Serving.Launching;

/// <summary>A server in a container of ours.</summary>
internal sealed class LaunchedContainer : IStartedServer
{
    private static readonly TimeSpan InspectPatience = TimeSpan.FromSeconds(3);
    private readonly ServerProcess _process;
    private readonly ServerLog _log;
    private readonly StartedServers _servers;
    private readonly StartedServer _entry;
    private readonly ContainerEngine _engine;
    private readonly HostPaths _paths;
    private readonly string _container;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<bool> _outOfMemory;

    /// <param name="process">The supervisor of the program that is attached to the container.</param>
    /// <param name="log">What the server writes.</param>
    /// <param name="servers">Where it is written down.</param>
    /// <param name="entry">As which.</param>
    /// <param name="engine">Who runs it.</param>
    /// <param name="url">Where it listens.</param>
    /// <param name="paths">The host's paths.</param>
    public LaunchedContainer(ServerProcess process, ServerLog log, StartedServers servers, StartedServer entry, ContainerEngine engine, Uri url, HostPaths paths)
    {
        (_process, _log, _servers, _entry, _engine, Url, _paths) = (process, log, servers, entry, engine, url, paths);
        _container = entry.Container ?? throw new ArgumentException("It is no container.", nameof(entry));
        _outOfMemory = AskWhyAsync(_stop.Token);
    }

    public string Name => _entry.Name;

    public Uri Url { get; }

    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    public bool IsOwnChild => false; // its numbers are the host's

    public Task Exited => _process.Exited;

    public string? ExitReason
    {
        get
        {
            if (_process.ExitReason is not { } reason)
                return null;
            var killed = _outOfMemory.Wait(InspectPatience) && _outOfMemory.Result;
            return killed ? $"out of memory: the kernel killed it at its limit. {reason}" : reason;
        }
    }

    public string LastLines => _log.LastLines;

    public async Task<int?> FindRootAsync(CancellationToken cancellationToken) =>
        await _engine.InspectAsync(_container, cancellationToken) is { } state ? ContainerProcess.Find(_paths, state) : null;

    public Task<LocalCommandResult> RunBesideAsync(IReadOnlyList<string> words, TimeSpan limit, CancellationToken cancellationToken) =>
        _engine.RunAsync(["exec", _container, .. words], cancellationToken, limit);

    /// <exception cref="JoulemarkException">The container cannot be removed; it stays written down.</exception>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _process.DisposeAsync(); // asks the container to stop, and removes it
        _stop.Dispose();
        if (await _servers.RemoveAsync(_entry, CancellationToken.None) is { } problem)
            throw StartedServers.CannotBeEnded(Name, problem, _entry.Removal);
    }

    /// <summary>Once it has ended: whether for lack of memory.</summary>
    private async Task<bool> AskWhyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _process.Exited.WaitAsync(cancellationToken);
            return (await _engine.InspectAsync(_container, cancellationToken))?.IsOutOfMemory ?? false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
