using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Planning;
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
    private readonly HttpClient _http;

    public OpenAIClient(MonotonicClock clock, Uri server, string? apiKey, string model, ServerSpec spec)
    {
        _clock = clock;
        _model = model;
        _spec = spec;
        _endpoint = OpenAIUrl.Endpoint(server, spec.Api == "chat" ? "chat/completions" : "completions");
        _http = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = int.MaxValue, // our own queue in front of the server would be reported as its latency
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            AutomaticDecompression = System.Net.DecompressionMethods.None,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        if (apiKey is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
    }

    public async Task<ServerReply> SendAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        var reply = new ServerReply();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_spec.RequestTimeout);
        using var message = new HttpRequestMessage(HttpMethod.Post, _endpoint)
        {
            Content = new ByteArrayContent(OpenAIRequestBody.Write(_spec.Api, _model, request))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };

        reply.Sent = _clock.Now;
        try
        {
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (response.IsSuccessStatusCode)
                await ReadStreamAsync(response, reply, request.OnToken, deadline.Token);
            else
                reply.Fail($"http-{(int)response.StatusCode}", $"{(int)response.StatusCode}: {await ReadErrorAsync(response, deadline.Token)}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
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

    public void Dispose() => _http.Dispose();

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

        reply.Output = output.ToString();
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
