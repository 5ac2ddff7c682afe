using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Joulemark.Metrology;

namespace Joulemark.Serving.Http;

/// <summary>HTTPS, HTTP/2 and proxies, by the framework's own handler.</summary>
internal sealed class HandlerTransport : HttpTransport
{
    private const int ReadSize = 16 * 1024;
    private readonly MonotonicClock _clock;
    private readonly string? _authorization;
    private readonly ServerCertificate _certificate;
    private readonly HttpClient _reusing;
    private readonly Lazy<HttpClient> _fresh;
    private readonly PoolWatch _watch = new();
    private bool _hasAnswered;

    /// <summary>A transport to one server.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="authorization">Value of the authorization header; null for none.</param>
    /// <param name="authorities">Certificates trusted in place of the system's; null for those.</param>
    public HandlerTransport(Uri server, MonotonicClock clock, string? authorization, X509Certificate2Collection? authorities = null)
    {
        (_clock, _authorization, _certificate) = (clock, authorization, new ServerCertificate(server.Host));
        _reusing = Connect(reuse: true, authorities);
        _fresh = new Lazy<HttpClient>(() => Connect(reuse: false, authorities));
    }

    public override IClientWatch? Watch => _watch;

    public override void Send(HttpExchange exchange) => _ = SendAsync(exchange);

    public override void Dispose()
    {
        _reusing.Dispose();
        if (_fresh.IsValueCreated)
            _fresh.Value.Dispose();
    }

    private HttpClient Connect(bool reuse, X509Certificate2Collection? authorities) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = int.MaxValue, // our own queue in front of the server would be reported as its latency
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = reuse ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
        AutomaticDecompression = DecompressionMethods.None,
        AllowAutoRedirect = false,
        UseCookies = false, // what one request was told must not change the next
        SslOptions = _certificate.Options(authorities),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    private async Task SendAsync(HttpExchange exchange)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(exchange.Cancellation);
        SetDeadline(exchange, deadline);
        exchange.Reply.Begun = exchange.Reply.Sent = _clock.Now;
        try
        {
            using (var response = await PostAsync(exchange, deadline.Token).ConfigureAwait(false))
            {
                Volatile.Write(ref _hasAnswered, true);
                TakeHead(response, exchange);
                await ReadAsync(response, exchange, deadline).ConfigureAwait(false);
            }

            exchange.Finish(_clock.Now);
        }
        catch (Exception e) // whatever it is, the request ends: a run must not wait for it forever
        {
            var (kind, words) = exchange.Cancellation.IsCancellationRequested ? (FailureKinds.Cancelled, HttpFailures.Cancelled)
                : deadline.IsCancellationRequested ? (FailureKinds.Timeout, HttpFailures.Timeout(exchange))
                : HandlerFailures.Explain(e, hasHead: exchange.Reply.Headers is not null, _certificate.Problem);
            exchange.Fail(kind, words, _clock.Now);
        }
    }

    /// <summary>
    /// Some servers close each connection after its answer while they promise to keep it (llama.cpp does), and a request
    /// that was sent on it meanwhile is lost without having been read. The first such loss is sent again, and from then on
    /// every request has a connection of its own: there a failure is the server's, and is never hidden by a second try.
    /// </summary>
    private async Task<HttpResponseMessage> PostAsync(HttpExchange exchange, CancellationToken cancellationToken)
    {
        if (!_fresh.IsValueCreated)
        {
            try
            {
                return await PostAsync(_reusing, exchange.Call, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException e) when (Volatile.Read(ref _hasAnswered) && HandlerFailures.IsLostConnection(e) && !cancellationToken.IsCancellationRequested)
            {
                exchange.Reply.Resent = true; // it answered before, and lost this request together with a connection that it had closed
            }
        }

        return await PostAsync(_fresh.Value, exchange.Call, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> PostAsync(HttpClient http, HttpCall call, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, call.Url)
        {
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
            Content = new ReadOnlyMemoryContent(call.Body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(call.ContentType) } },
        };
        if (_authorization is not null)
            message.Headers.TryAddWithoutValidation("Authorization", _authorization);
        foreach (var (name, value) in call.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private void TakeHead(HttpResponseMessage response, HttpExchange exchange)
    {
        string? Header(HttpHeaders headers, string name) => headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
        exchange.Reply.RetryAfter = RetryAfter.Read(
            Header(response.Headers, "Retry-After"), RetryAfter.Moment(Header(response.Headers, "Date")) ?? TimeProvider.System.GetUtcNow());
        exchange.Stream.OnHead((int)response.StatusCode, Header(response.Content.Headers, "Content-Type"), _clock.Now,
            Header(response.Content.Headers, "Content-Encoding"), Header(response.Headers, "Location"));
    }

    private async Task ReadAsync(HttpResponseMessage response, HttpExchange exchange, CancellationTokenSource deadline)
    {
        var stream = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        var isOver = false;
        try
        {
            while (exchange.Stream.WantsMore)
            {
                var count = await stream.ReadAsync(buffer, deadline.Token).ConfigureAwait(false);
                var now = _clock.Now; // before any parsing: our own work must not count as the server's
                if (count == 0)
                    return;
                _watch.CountRead();
                exchange.Stream.OnBody(buffer.AsSpan(0, count), now);
                if (exchange.Stream.Over is not null && !isOver)
                {
                    isOver = true;
                    SetDeadline(exchange, deadline);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void SetDeadline(HttpExchange exchange, CancellationTokenSource deadline)
    {
        var patience = exchange.Deadline - _clock.Now;
        deadline.CancelAfter(patience > TimeSpan.Zero ? patience : TimeSpan.Zero);
    }
}
