using Joulemark.Diagnostics;
using Joulemark.Machines.Linux;

namespace Joulemark.Serving.Launching;

/// <summary>A server process under its supervisor.</summary>
/// <param name="process">The supervisor.</param>
/// <param name="log">What the server writes.</param>
/// <param name="servers">Where it is written down.</param>
/// <param name="entry">As which.</param>
/// <param name="pid">The server's own process.</param>
/// <param name="url">Where it listens.</param>
internal sealed class LaunchedProcess(ServerProcess process, ServerLog log, StartedServers servers, StartedServer entry, int pid, Uri url) : IStartedServer
{
    public string Name => entry.Name;

    public Uri Url => url;

    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public bool IsOwnChild => true;

    public Task Exited => process.Exited;

    public string? ExitReason => process.ExitReason;

    public string LastLines => log.LastLines;

    public Task<int?> FindRootAsync(CancellationToken cancellationToken) => Task.FromResult<int?>(pid);

    /// <exception cref="JoulemarkException">Something of it cannot be ended; it stays written down.</exception>
    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        if (process.Stays.Select(ProcessIdentity.Of).OfType<ProcessIdentity>().Where(p => p.IsAlive).ToList() is { Count: > 0 } left)
        {
            servers.Write(entry with { Process = left[0] });
            throw Stays(string.Join(", ", left.Select(p => $"process {FormattableString.Invariant($"{p.Pid}")} ({ProcessAccount.Read("/proc", p.Pid)?.Name ?? "unnamed"})")) + " does not end", $"sudo kill -9 {string.Join(' ', left.Select(p => FormattableString.Invariant($"{p.Pid}")))}");
        }

        // There is nothing to end, unless somebody killed the supervisor.
        if (await servers.RemoveAsync(entry, CancellationToken.None) is { } problem)
            throw Stays(problem, entry.Removal);
    }

    private JoulemarkException Stays(string what, string command) => StartedServers.CannotBeEnded(entry.Name, what, command);
}
