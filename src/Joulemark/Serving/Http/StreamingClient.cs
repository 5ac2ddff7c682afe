using System.Security.Cryptography.X509Certificates;
using Joulemark.Diagnostics;
using Joulemark.Metrology;

namespace Joulemark.Serving.Http;

/// <summary>Sends requests to one server in its own words, and stamps what comes back as it arrives.</summary>
internal sealed class StreamingClient : IDisposable
{
    private readonly IServerProtocol _protocol;
    private readonly MonotonicClock _clock;
    private readonly TimeSpan _timeout;
    private readonly Secret? _secret;
    private readonly HttpTransport _transport;

    /// <summary>A client of one server.</summary>
    /// <param name="protocol">What the server speaks.</param>
    /// <param name="server">Its address.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="timeout">Longest a request may take.</param>
    /// <param name="apiKey">Key sent as a bearer token; null for none.</param>
    /// <param name="authorities">Certificates trusted in place of the system's; null for those.</param>
    public StreamingClient(IServerProtocol protocol, Uri server, MonotonicClock clock, TimeSpan timeout, string? apiKey = null, X509Certificate2Collection? authorities = null)
        : this(protocol, server, clock, timeout, new ServerCredentials(server, apiKey), authorities)
    {
    }

    /// <summary>A client of one server that shows it more than a key.</summary>
    public StreamingClient(IServerProtocol protocol, Uri server, MonotonicClock clock, TimeSpan timeout, ServerCredentials credentials, X509Certificate2Collection? authorities = null)
        : this(protocol, HttpTransport.For(server, clock, credentials.Authorization, authorities), clock, timeout, credentials.Secret)
    {
    }

    /// <summary>A client over a transport, which it takes over.</summary>
    public StreamingClient(IServerProtocol protocol, HttpTransport transport, MonotonicClock clock, TimeSpan timeout, string? apiKey = null)
        : this(protocol, transport, clock, timeout, Secret.Of(apiKey))
    {
    }

    private StreamingClient(IServerProtocol protocol, HttpTransport transport, MonotonicClock clock, TimeSpan timeout, Secret? secret) =>
        (_protocol, _transport, _clock, _timeout, _secret) = (protocol, transport, clock, timeout, secret);

    public IClientWatch? Watch => _transport.Watch;

    public Task PrepareAsync(int connections, CancellationToken cancellationToken) => _transport.PrepareAsync(connections, cancellationToken);

    /// <summary>Writes a request ahead of its time.</summary>
    public void Prepare(ServerRequest request)
    {
        try
        {
            request.Written = _protocol.Write(request);
        }
        catch (JoulemarkException)
        {
            // It cannot be asked; sending it says so.
        }
    }

    public async Task<ServerReply> SendAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        var reply = new ServerReply();
        var stream = new ReplyStream(reply, _protocol.CreateReader(), _protocol.Format, request.OnToken, _secret);
        HttpExchange exchange;
        try
        {
            exchange = new HttpExchange(request.Written ?? _protocol.Write(request), stream, _clock.Now + _timeout, cancellationToken);
            _transport.Send(exchange);
        }
        catch (Exception e) // a request that cannot be sent has failed; what sends the next one must go on
        {
            reply.Begun = reply.Sent = _clock.Now;
            if (e is JoulemarkException told)
                stream.OnFailure(FailureKinds.Request, told.Diagnostics[0].Message, _clock.Now); // this server cannot be asked it
            else
                stream.OnFailure(FailureKinds.Client, HttpFailures.OfClient(e), _clock.Now);
            return reply;
        }

        await exchange.Completion.ConfigureAwait(false);
        return reply;
    }

    public void Dispose() => _transport.Dispose();
}
