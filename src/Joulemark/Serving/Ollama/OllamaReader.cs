using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Serving.Http;

namespace Joulemark.Serving.Ollama;

/// <summary>
/// Reads <c>/api/chat</c> and <c>/api/generate</c>: an object a line, the last with <c>done: true</c> and the counts
/// (ollama/ollama, <c>Metrics</c> in <c>api/types.go</c> at b8761ab: counts of 0 are left out). Older versions leave the
/// prompt's count out where all of it was cached; half a count is none. <c>prompt_eval_cached_count</c> came with #17943, and
/// where it is, the prompt's count is that of all of it.
/// </summary>
/// <param name="countsWholePrompts">False where the prompt's count may lack what the cache had: then there is no usage.</param>
internal sealed class OllamaReader(bool countsWholePrompts) : IReplyReader
{
    public bool Read(ReadOnlySpan<byte> data, Timestamp at, ServerReply reply)
    {
        var done = false;
        try
        {
            var json = new Utf8JsonReader(data);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                throw new JsonException("a line that is not a JSON object");
            int? prompt = null, cached = null, generated = null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("message"u8))
                    ReadMessage(ref json, at, reply);
                else if (json.ValueTextEquals("response"u8))
                    ReadText(ref json, at, reply);
                else if (json.ValueTextEquals("thinking"u8))
                    ReadThinking(ref json, at, reply);
                else if (json.ValueTextEquals("done"u8))
                    done = json.Read() && json.TokenType == JsonTokenType.True;
                else if (json.ValueTextEquals("done_reason"u8))
                    reply.FinishReason = JsonTokens.Text(ref json);
                else if (json.ValueTextEquals("prompt_eval_count"u8))
                    prompt = JsonTokens.Number(ref json);
                else if (json.ValueTextEquals("prompt_eval_cached_count"u8))
                    cached = JsonTokens.Number(ref json);
                else if (json.ValueTextEquals("eval_count"u8))
                    generated = JsonTokens.Number(ref json);
                else if (json.ValueTextEquals("error"u8))
                    reply.Fail(FailureKinds.StreamError, JsonTokens.Text(ref json) ?? "an error without words");
                else
                    json.Skip();
            }

            if (prompt is { } p && generated is { } g && (countsWholePrompts || cached is not null))
                reply.Usage = new TokenUsage(p, g, cached);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            reply.Fail(FailureKinds.StreamError, $"a line that cannot be read: {e.Message}");
        }

        return !done;
    }

    public void End(bool saidSo, ServerReply reply)
    {
        if (!saidSo)
            reply.Fail(FailureKinds.Truncated, "the stream ended without a line that says done");
    }

    private static void ReadMessage(ref Utf8JsonReader json, Timestamp at, ServerReply reply)
    {
        if (!JsonTokens.Enter(ref json))
            return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("content"u8))
                ReadText(ref json, at, reply);
            else if (json.ValueTextEquals("thinking"u8))
                ReadThinking(ref json, at, reply);
            else
                json.Skip();
        }
    }

    private static void ReadText(ref Utf8JsonReader json, Timestamp at, ServerReply reply)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String)
            json.Skip();
        else if (!json.ValueSpan.IsEmpty)
            reply.AddWrittenText(JsonText.Copy(json, reply.TextSpace(json.ValueSpan.Length)), at);
    }

    private static void ReadThinking(ref Utf8JsonReader json, Timestamp at, ServerReply reply)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String)
            json.Skip();
        else if (!json.ValueSpan.IsEmpty)
            reply.AddReasoning(at);
    }
}
