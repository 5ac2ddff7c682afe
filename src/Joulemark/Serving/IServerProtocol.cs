using Joulemark.Records;
using Joulemark.Serving.Http;

namespace Joulemark.Serving;

/// <summary>What one kind of server speaks over HTTP: how to ask it what it is, how to ask it, and how to read its answers.</summary>
internal interface IServerProtocol
{
    /// <summary>How answers are cut into events.</summary>
    ReplyFormat Format { get; }

    /// <summary>Asks the server what it is and serves. Called first: what it learns, the others may use.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">Exit code 4: it cannot be reached, is not ready, or does not serve the model.</exception>
    Task<ServerIdentity> DescribeAsync(ServerProbe probe, CancellationToken cancellationToken);

    /// <summary>Writes a request.</summary>
    HttpCall Write(ServerRequest request);

    /// <summary>A reader of one answer.</summary>
    IReplyReader CreateReader();

    /// <summary>The server's own account of itself; null when it gives none.</summary>
    Task<ServerCounters?> ReadCountersAsync(ServerProbe probe, CancellationToken cancellationToken) => Task.FromResult<ServerCounters?>(null);
}
