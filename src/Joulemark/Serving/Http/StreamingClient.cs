using Joulemark.Diagnostics;
using Joulemark.Metrology;

namespace Joulemark.Serving.Http;

/// <summary>Sends requests to one server in its own words, and stamps what comes back as it arrives.</summary>
internal sealed class StreamingClient : IDisposable
{
    private readonly IServerProtocol _protocol;
    private readonly MonotonicClock _clock;
    private readonly TimeSpan _timeout;
    private readonly ServerCredentials? _credentials;
    private readonly HttpTransport _transport;

    /// <summary>A client of one server.</summary>
    /// <param name="protocol">What the server speaks.</param>
    /// <param name="server">Its address.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="timeout">Longest a request may take.</param>
    /// <param name="credentials">What it shows to be let in; null for nothing.</param>
    public StreamingClient(IServerProtocol protocol, Uri server, MonotonicClock clock, TimeSpan timeout, ServerCredentials? credentials = null)
    {
        (_protocol, _clock, _timeout, _credentials) = (protocol, clock, timeout, credentials);
        _transport = HttpTransport.For(server, clock, credentials?.Authorization);
    }

    public IClientWatch? Watch => _transport.Watch;

    public Task PrepareAsync(int connections, CancellationToken cancellationToken) => _transport.PrepareAsync(connections, cancellationToken);

    public async Task<ServerReply> SendAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        var reply = new ServerReply();
        var stream = new ReplyStream(reply, _protocol.CreateReader(), _protocol.Format, request.OnToken);
        HttpCall call;
        try
        {
            call = _protocol.Write(request);
        }
        catch (JoulemarkException e)
        {
            // What cannot be asked of this server fails as any request does: it is counted, and says why.
            reply.Sent = _clock.Now;
            stream.OnFailure("request", e.Diagnostics[0].Message, _clock.Now);
            return reply;
        }

        var exchange = new HttpExchange(call, stream, _clock.Now + _timeout, cancellationToken);
        _transport.Send(exchange);
        await exchange.Completion.ConfigureAwait(false);
        _credentials?.Redact(reply);
        return reply;
    }

    public void Dispose() => _transport.Dispose();
}
