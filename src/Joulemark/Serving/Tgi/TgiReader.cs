using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Serving.Http;

namespace Joulemark.Serving.Tgi;

/// <summary>
/// Reads <c>/generate_stream</c>: one event a token, the last with the details. Errors come as events of a 200 stream, be it
/// that the prompt is too long or that the server is overloaded. Without <c>input_length</c>, which older versions lack, half
/// of the token counts is missing, and half a count is none. huggingface/text-generation-inference, <c>StreamResponse</c> and
/// <c>StreamDetails</c> in <c>docs/openapi.json</c> at 003eaec; that the end token is among the generated ones is not verified.
/// </summary>
internal sealed class TgiReader : IReplyReader
{
    private bool _ended;

    public bool Read(ReadOnlySpan<byte> data, Timestamp at, ServerReply reply)
    {
        try
        {
            var json = new Utf8JsonReader(data);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                throw new JsonException("an event that is not a JSON object");
            string? error = null, kind = null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("token"u8))
                    ReadToken(ref json, at, reply);
                else if (json.ValueTextEquals("details"u8))
                    ReadDetails(ref json, reply);
                else if (json.ValueTextEquals("generated_text"u8))
                    _ended |= json.Read() && json.TokenType == JsonTokenType.String;
                else if (json.ValueTextEquals("error"u8))
                    error = JsonTokens.Text(ref json);
                else if (json.ValueTextEquals("error_type"u8))
                    kind = JsonTokens.Text(ref json);
                else
                    json.Skip();
            }

            if (error is not null)
                reply.Fail(FailureKinds.StreamError, kind is null ? error : $"{kind}: {error}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            reply.Fail(FailureKinds.StreamError, $"an event that cannot be read: {e.Message}");
        }

        return true;
    }

    public void End(bool saidSo, ServerReply reply)
    {
        if (!_ended && reply.FinishReason is null)
            reply.Fail(FailureKinds.Truncated, "the stream ended without the event that has the whole text");
    }

    /// <summary>A special token, such as the one that ends an answer, is generated but is no text of it.</summary>
    private static void ReadToken(ref Utf8JsonReader json, Timestamp at, ServerReply reply)
    {
        var (length, special) = (0, false);
        if (!JsonTokens.Enter(ref json))
            return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("text"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.String)
                    length = JsonText.Copy(json, reply.TextSpace(Math.Max(1, json.ValueSpan.Length)));
                else
                    json.Skip();
            }
            else if (json.ValueTextEquals("special"u8))
            {
                json.Read();
                special = json.TokenType == JsonTokenType.True;
            }
            else
            {
                json.Skip();
            }
        }

        if (!special)
            reply.AddWrittenText(length, at);
    }

    private static void ReadDetails(ref Utf8JsonReader json, ServerReply reply)
    {
        if (!JsonTokens.Enter(ref json))
            return;
        int? prompt = null, generated = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("finish_reason"u8))
                reply.FinishReason = JsonTokens.Text(ref json) switch { "eos_token" or "stop_sequence" => "stop", var reason => reason };
            else if (json.ValueTextEquals("generated_tokens"u8))
                generated = JsonTokens.Number(ref json);
            else if (json.ValueTextEquals("input_length"u8))
                prompt = JsonTokens.Number(ref json);
            else
                json.Skip();
        }

        if (prompt is { } p && generated is { } g)
            reply.Usage = new TokenUsage(p, g);
    }
}
