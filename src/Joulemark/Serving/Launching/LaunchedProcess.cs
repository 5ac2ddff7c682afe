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

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await servers.RemoveAsync(entry, CancellationToken.None); // there is nothing to end, unless somebody killed the supervisor
    }
}
