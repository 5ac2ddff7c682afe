using System.Text.Json;
using Joulemark.Records;

namespace Joulemark.Serving.OpenAI;

/// <summary>One event of an OpenAI-compatible stream, chat or completions. Reused from event to event.</summary>
internal sealed class OpenAIChunk
{
    /// <summary>Text of the first choice; empty for role and usage chunks.</summary>
    public string Text { get; private set; } = "";

    /// <summary>True when the chunk carries reasoning, which is output too.</summary>
    public bool HasReasoning { get; private set; }

    /// <summary>Why the server stopped; null until it does.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Token counts, in whichever chunk they ride; null when absent.</summary>
    public TokenUsage? Usage { get; private set; }

    /// <summary>The server's words for an error inside the stream, or what is wrong with the event; null when nothing is.</summary>
    public string? Error { get; private set; }

    /// <summary>Reads one event's data.</summary>
    public void Read(ReadOnlySpan<byte> data)
    {
        (Text, HasReasoning, FinishReason, Usage, Error) = ("", false, null, null, null);
        try
        {
            var json = new Utf8JsonReader(data);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                throw new JsonException("an event that is not a JSON object");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("choices"u8))
                    ReadChoices(ref json);
                else if (json.ValueTextEquals("usage"u8))
                    ReadUsage(ref json);
                else if (json.ValueTextEquals("error"u8))
                    ReadError(ref json);
                else
                    json.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            Error = $"an event that cannot be read: {e.Message}";
        }
    }

    private void ReadChoices(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
            return;
        for (var index = 0; json.Read() && json.TokenType == JsonTokenType.StartObject; index++)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("delta"u8))
                    ReadDelta(ref json);
                else if (json.ValueTextEquals("text"u8))
                    Text = NextText(ref json) ?? "";
                else if (json.ValueTextEquals("finish_reason"u8))
                    FinishReason = NextText(ref json);
                else
                    json.Skip();
            }
        }
    }

    private void ReadDelta(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("content"u8))
                Text = NextText(ref json) ?? "";
            else if (json.ValueTextEquals("reasoning_content"u8) || json.ValueTextEquals("reasoning"u8))
                HasReasoning |= !string.IsNullOrEmpty(NextText(ref json));
            else
                json.Skip();
        }
    }

    private void ReadUsage(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            return;
        int? prompt = null, completion = null;
        int? cached = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("prompt_tokens"u8))
                prompt = NextNumber(ref json);
            else if (json.ValueTextEquals("completion_tokens"u8))
                completion = NextNumber(ref json);
            else if (json.ValueTextEquals("prompt_tokens_details"u8))
                cached = ReadCached(ref json);
            else
                json.Skip();
        }

        Usage = prompt is { } p && completion is { } c ? new TokenUsage(p, c, cached) : null; // half a count is none
    }

    private static int? ReadCached(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        int? cached = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("cached_tokens"u8))
                cached = NextNumber(ref json);
            else
                json.Skip();
        }

        return cached;
    }

    private void ReadError(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
            return;
        using var error = JsonDocument.ParseValue(ref json);
        Error = error.RootElement.ValueKind == JsonValueKind.Object && error.RootElement.TryGetProperty("message", out var message)
            ? message.ToString() : error.RootElement.ToString();
    }

    private static string? NextText(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
            return json.GetString();
        json.Skip();
        return null;
    }

    private static int? NextNumber(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number)
            return json.GetInt32();
        json.Skip();
        return null;
    }
}
