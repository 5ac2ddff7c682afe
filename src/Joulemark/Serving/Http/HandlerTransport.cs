using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Serving.Http;

/// <summary>HTTPS, HTTP/2 and proxies, by the framework's own handler.</summary>
internal sealed class HandlerTransport : HttpTransport
{
    private const int ReadSize = 16 * 1024;
    private readonly MonotonicClock _clock;
    private readonly string? _authorization;
    private readonly HttpClient _reusing = Connect(reuse: true);
    private readonly Lazy<HttpClient> _fresh = new(() => Connect(reuse: false));
    private readonly PoolWatch _watch = new();
    private bool _hasAnswered;

    public HandlerTransport(MonotonicClock clock, string? authorization) => (_clock, _authorization) = (clock, authorization);

    public override IClientWatch? Watch => _watch;

    public override void Send(HttpExchange exchange) => _ = SendAsync(exchange);

    public override void Dispose()
    {
        _reusing.Dispose();
        if (_fresh.IsValueCreated)
            _fresh.Value.Dispose();
    }

    private static HttpClient Connect(bool reuse) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = int.MaxValue, // our own queue in front of the server would be reported as its latency
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = reuse ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
        AutomaticDecompression = DecompressionMethods.None,
        AllowAutoRedirect = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    private async Task SendAsync(HttpExchange exchange)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(exchange.Cancellation);
        var patience = exchange.Deadline - _clock.Now;
        deadline.CancelAfter(patience > TimeSpan.Zero ? patience : TimeSpan.Zero);
        exchange.Reply.Begun = exchange.Reply.Sent = _clock.Now;
        try
        {
            using var response = await PostAsync(exchange, deadline.Token).ConfigureAwait(false);
            Volatile.Write(ref _hasAnswered, true);
            exchange.Reply.RetryAfter = response.Headers.RetryAfter?.Delta;
            exchange.Stream.OnHead((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), _clock.Now);
            await ReadAsync(response, exchange, deadline.Token).ConfigureAwait(false);
            exchange.Finish(_clock.Now);
        }
        catch (OperationCanceledException) when (exchange.Cancellation.IsCancellationRequested)
        {
            exchange.Fail(RequestRecord.Cancelled, HttpFailures.Cancelled, _clock.Now);
        }
        catch (OperationCanceledException)
        {
            exchange.Fail("timeout", HttpFailures.Timeout(exchange), _clock.Now);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            exchange.Fail(exchange.Reply.FirstByte is null ? "connection" : "truncated", e.InnerException?.Message ?? e.Message, _clock.Now);
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
            catch (HttpRequestException e) when (Volatile.Read(ref _hasAnswered) && e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError))
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

    private async Task ReadAsync(HttpResponseMessage response, HttpExchange exchange, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            while (true)
            {
                var count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                var now = _clock.Now; // before any parsing: our own work must not count as the server's
                if (count == 0)
                    return;
                _watch.CountRead();
                exchange.Stream.OnBody(buffer.AsSpan(0, count), now);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
