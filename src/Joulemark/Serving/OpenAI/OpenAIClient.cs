using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving.Http;

namespace Joulemark.Serving.OpenAI;

/// <summary>Sends streaming requests to an OpenAI-compatible server and stamps what comes back as it arrives.</summary>
internal sealed class OpenAIClient : IDisposable
{
    private const int LongestError = 500;
    private readonly MonotonicClock _clock;
    private readonly string _model;
    private readonly ServerSpec _spec;
    private readonly Uri _endpoint;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly HttpClient _reusing = Connect(reuse: true);
    private readonly Lazy<HttpClient> _fresh = new(() => Connect(reuse: false));
    private bool _hasAnswered;

    public OpenAIClient(MonotonicClock clock, Uri server, string? apiKey, string model, ServerSpec spec)
    {
        _clock = clock;
        _model = model;
        _spec = spec;
        _endpoint = OpenAIUrl.Endpoint(server, spec.Api == "chat" ? "chat/completions" : "completions");
        _authorization = apiKey is null ? null : new AuthenticationHeaderValue("Bearer", apiKey);
    }

    public async Task<ServerReply> SendAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        var reply = new ServerReply();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_spec.RequestTimeout);
        var body = OpenAIRequestBody.Write(_spec.Api, _model, request);

        reply.Sent = _clock.Now;
        try
        {
            using var response = await PostAsync(body, deadline.Token);
            Volatile.Write(ref _hasAnswered, true);
            if (response.IsSuccessStatusCode)
                await ReadStreamAsync(response, reply, request.OnToken, deadline.Token);
            else
                reply.Fail($"http-{(int)response.StatusCode}", $"{(int)response.StatusCode}: {await ReadErrorAsync(response, deadline.Token)}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            reply.Fail(RequestRecord.Cancelled, "the run was ended");
        }
        catch (OperationCanceledException)
        {
            reply.Fail("timeout", $"no end within {_spec.RequestTimeout.TotalSeconds:0.#} s (server.request-timeout)");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            reply.Fail(reply.FirstByte is null ? "connection" : "truncated", e.InnerException?.Message ?? e.Message);
        }

        reply.Ended = _clock.Now;
        return reply;
    }

    public void Dispose()
    {
        _reusing.Dispose();
        if (_fresh.IsValueCreated)
            _fresh.Value.Dispose();
    }

    private static HttpClient Connect(bool reuse) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = int.MaxValue, // our own queue in front of the server would be reported as its latency
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = reuse ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>
    /// Some servers close each connection after its answer while they promise to keep it (llama.cpp does), and a request
    /// that was sent on it meanwhile is lost without having been read. The first such loss is sent again, and from then on
    /// every request has a connection of its own: there a failure is the server's, and is never hidden by a second try.
    /// </summary>
    private async Task<HttpResponseMessage> PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        if (!_fresh.IsValueCreated)
        {
            try
            {
                return await PostAsync(_reusing, body, cancellationToken);
            }
            catch (HttpRequestException e) when (Volatile.Read(ref _hasAnswered) && e.HttpRequestError != HttpRequestError.ConnectionError)
            {
                // It answered before, and lost this request together with a connection that it had closed.
            }
        }

        return await PostAsync(_fresh.Value, body, cancellationToken);
    }

    private async Task<HttpResponseMessage> PostAsync(HttpClient http, byte[] body, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _endpoint)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        message.Headers.Authorization = _authorization;
        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task ReadStreamAsync(HttpResponseMessage response, ServerReply reply, Action? onToken, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is { } type && type != "text/event-stream")
        {
            reply.Fail("not-a-stream", $"the server answered {type} where text/event-stream was asked for: {await ReadErrorAsync(response, cancellationToken)}");
            return;
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var events = new ServerSentEvents();
        var chunk = new OpenAIChunk();
        var output = new StringBuilder();
        var done = false;
        try
        {
            while (!done)
            {
                var count = await stream.ReadAsync(events.Space, cancellationToken);
                var now = _clock.Now; // before any parsing: our own work must not count as the server's
                if (count == 0)
                    break;
                reply.FirstByte ??= now;
                events.Advance(count);
                while (!done && events.TryRead(out var data))
                {
                    if (data.SequenceEqual("[DONE]"u8))
                        done = true;
                    else
                        Take(data, chunk, reply, output, now, onToken);
                }
            }
        }
        finally
        {
            reply.Output = output.ToString(); // also what came before the stream broke off
        }

        if (!done && reply.FinishReason is null)
            reply.Fail("truncated", "the stream ended without a finish reason and without [DONE]");

        // Read what follows [DONE], so that the connection can be used again.
        while (done && await stream.ReadAsync(events.Space, cancellationToken) is var count and > 0)
            events.Advance(count);
    }

    private static void Take(ReadOnlySpan<byte> data, OpenAIChunk chunk, ServerReply reply, StringBuilder output, Timestamp now, Action? onToken)
    {
        chunk.Read(data);
        if (chunk.Error is { } error)
            reply.Fail("stream-error", error);
        if (chunk.Text.Length > 0 || chunk.HasReasoning)
        {
            reply.Tokens.Add(now);
            output.Append(chunk.Text);
            onToken?.Invoke();
        }

        reply.FinishReason = chunk.FinishReason ?? reply.FinishReason;
        reply.Usage = chunk.Usage ?? reply.Usage;
    }

    private static async Task<string> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = (await response.Content.ReadAsStringAsync(cancellationToken)).ReplaceLineEndings(" ").Trim();
        return text.Length <= LongestError ? text : text[..LongestError] + "…";
    }
}
