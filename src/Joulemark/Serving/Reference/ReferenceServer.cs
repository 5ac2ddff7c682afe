using System.Globalization;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving.Http;
using Joulemark.Serving.Launching;
using Joulemark.Serving.OpenAI;

namespace Joulemark.Serving.Reference;

/// <summary>
/// Starts <c>joulemark reference</c> as a process of its own, so that it is metered apart from the load client, and talks
/// to it as to any OpenAI-compatible server.
/// </summary>
internal sealed class ReferenceServer(ServerSpec spec, ServerEnvironment environment) : IInferenceServer
{
    /// <summary>Start of the line that the server prints once it listens.</summary>
    public const string Announcement = "listening on ";

    private ServerProcess? _process;
    private readonly OpenAIProtocol _protocol = new(spec);
    private StreamingClient? _client;
    private ServerProbe? _probe;

    public string? ExitReason => _process?.ExitReason;

    public async Task<ServerDescription> StartAsync(CancellationToken cancellationToken)
    {
        var model = spec.Model ?? throw new InvalidOperationException("The planner lets no reference server pass without a model.");
        var threads = spec.Threads.ToString(CultureInfo.InvariantCulture);
        string[] command = [.. environment.Joulemark, "reference", "--port", "0", "--model", model, "--threads", threads, "--stop-with-stdin"];
        var log = environment.LogDirectory is { } directory ? Path.Combine(directory, $"server-{model}.log") : null;
        _process = ServerProcess.Start($"the reference server of {model}", environment.Placement.Place(command), Announcement, log);
        var url = await _process.WaitUntilListeningAsync(spec.StartTimeout, cancellationToken);
        _probe = new ServerProbe(url, apiKey: null, spec.StartTimeout);
        var identity = await _protocol.DescribeAsync(_probe, cancellationToken);
        _client = new StreamingClient(_protocol, url, environment.Clock, spec.RequestTimeout);
        return new ServerDescription
        {
            Url = url,
            Model = model,
            IsLocal = true,
            RootProcess = _process.Id,
            IsOwnChild = true,
            Facts = new Dictionary<string, string>(RemoteServer.Facts(spec, identity), StringComparer.Ordinal)
            {
                ["server.kind"] = "reference",
                ["server.threads"] = threads,
            },
        };
    }

    public IClientWatch? Watch => Client.Watch;

    private StreamingClient Client => _client ?? throw new InvalidOperationException("StartAsync comes first.");

    public Task PrepareAsync(int connections, CancellationToken cancellationToken) => Client.PrepareAsync(connections, cancellationToken);

    public void Prepare(ServerRequest request) => Client.Prepare(request);

    public Task<ServerReply> SendAsync(ServerRequest request, CancellationToken cancellationToken) => Client.SendAsync(request, cancellationToken);

    public async Task<ServerCounters?> ReadCountersAsync(CancellationToken cancellationToken)
    {
        var asked = environment.Clock.Now;
        var counters = await _protocol.ReadCountersAsync(_probe ?? throw new InvalidOperationException("StartAsync comes first."), cancellationToken);
        return counters is null ? null : counters with { Time = asked + ((environment.Clock.Now - asked) / 2) };
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _probe?.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
    }
}
