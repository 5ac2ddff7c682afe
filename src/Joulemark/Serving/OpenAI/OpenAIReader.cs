using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Serving.Http;

namespace Joulemark.Serving.OpenAI;

/// <summary>
/// Reads an OpenAI-compatible stream, chat or completions. Successive events differ in little but their text: one that has
/// the same bytes before and after its text as the event before is known without being parsed again.
/// </summary>
/// <param name="mayLackCached">True where the prompt's count may lack what the cache had: without a count of that there is no usage.</param>
internal sealed class OpenAIReader(bool mayLackCached = false) : IReplyReader
{
    private readonly EventTemplate _template = new();
    private int? _cached;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    public bool Read(ReadOnlySpan<byte> data, Timestamp at, ServerReply reply)
    {
        if (_template.TryMatch(data, out var text, out var isReasoning))
        {
            if (isReasoning)
                reply.AddReasoning(at);
            else
                reply.AddText(text, at);
            return true;
        }

        if (data.SequenceEqual("[DONE]"u8))
            return false;
        var chunk = default(Chunk);
        try
        {
            var json = new Utf8JsonReader(data);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                throw new JsonException("an event that is not a JSON object");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("choices"u8))
                    ReadChoices(ref json, ref chunk, reply);
                else if (json.ValueTextEquals("usage"u8))
                    ReadUsage(ref json, ref chunk, reply);
                else if (json.ValueTextEquals("timings"u8))
                    ReadTimings(ref json, ref chunk);
                else if (json.ValueTextEquals("error"u8))
                    ReadError(ref json, data, ref chunk, reply);
                else if (json.ValueTextEquals("object"u8))
                    ReadKind(ref json, data, ref chunk, reply);
                else
                    json.Skip();
            }

            json.Read(); // throws where more follows
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            reply.Fail(FailureKinds.StreamError, $"an event that cannot be read: {e.Message}");
            return true;
        }

        if (chunk.TextLength > 0)
            reply.AddWrittenText(chunk.TextLength, at);
        else if (chunk.HasReasoning)
            reply.AddReasoning(at);
        if (chunk is { Texts: 1, HasMore: false, TextIsPlain: true })
            _template.Learn(data, chunk.TextStart, chunk.TextEnd, chunk.HasReasoning);
        return true;
    }

    public void End(bool saidSo, ServerReply reply)
    {
        _template.Release();
        if (_cached is not null && reply.Usage is { CachedTokens: null } usage)
            reply.Usage = usage with { CachedTokens = _cached };
        if (mayLackCached && reply.Usage is { CachedTokens: null })
            reply.Usage = null;
        if (!saidSo && reply.FinishReason is null)
            reply.Fail(FailureKinds.Truncated, "the stream ended without a finish reason and without [DONE]");
    }

    private static void ReadChoices(ref Utf8JsonReader json, ref Chunk chunk, ServerReply reply)
    {
        if (!NextIs(ref json, JsonTokenType.StartArray))
            return;

        for (var index = 0; json.Read() && json.TokenType == JsonTokenType.StartObject; index++)
        {
            chunk.HasMore |= index > 0;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (index > 0)
                    json.Skip(); // one choice was asked for
                else if (json.ValueTextEquals("delta"u8))
                    ReadDelta(ref json, ref chunk, reply);
                else if (json.ValueTextEquals("text"u8))
                    ReadText(ref json, ref chunk, reply);
                else if (json.ValueTextEquals("finish_reason"u8))
                    ReadFinish(ref json, ref chunk, reply);
                else
                    json.Skip();
            }
        }
    }

    private static void ReadDelta(ref Utf8JsonReader json, ref Chunk chunk, ServerReply reply)
    {
        if (!NextIs(ref json, JsonTokenType.StartObject))
            return;

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("content"u8))
                ReadText(ref json, ref chunk, reply);
            else if (json.ValueTextEquals("reasoning_content"u8) || json.ValueTextEquals("reasoning"u8))
                ReadReasoning(ref json, ref chunk);
            else
                json.Skip();
        }
    }

    /// <summary>Goes on to the next value; one of another kind is skipped.</summary>
    private static bool NextIs(ref Utf8JsonReader json, JsonTokenType kind)
    {
        json.Read();
        if (json.TokenType == kind)
            return true;
        json.Skip();
        return false;
    }

    private static void ReadText(ref Utf8JsonReader json, ref Chunk chunk, ServerReply reply)
    {
        if (!NextIs(ref json, JsonTokenType.String))
            return;

        if (json.ValueSpan.IsEmpty)
            return;
        chunk.Take(json);
        chunk.TextLength = JsonText.Copy(json, reply.TextSpace(json.ValueSpan.Length));
    }

    private static void ReadReasoning(ref Utf8JsonReader json, ref Chunk chunk)
    {
        if (!NextIs(ref json, JsonTokenType.String))
            return;

        if (json.ValueSpan.IsEmpty)
            return;
        chunk.Take(json);
        chunk.HasReasoning = true;
    }

    private static void ReadFinish(ref Utf8JsonReader json, ref Chunk chunk, ServerReply reply)
    {
        if (!NextIs(ref json, JsonTokenType.String))
            return;

        chunk.HasMore = true;
        reply.FinishReason = json.ValueTextEquals("stop"u8) ? "stop" : json.ValueTextEquals("length"u8) ? "length" : JsonText.Read(json);
    }

    private static void ReadUsage(ref Utf8JsonReader json, ref Chunk chunk, ServerReply reply)
    {
        if (!NextIs(ref json, JsonTokenType.StartObject))
            return;

        chunk.HasMore = true;
        int? prompt = null, completion = null, cached = null, reasoning = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("prompt_tokens"u8))
                prompt = NextNumber(ref json);
            else if (json.ValueTextEquals("completion_tokens"u8))
                completion = NextNumber(ref json);
            else if (json.ValueTextEquals("prompt_tokens_details"u8))
                cached = ReadDetail(ref json, "cached_tokens"u8);
            else if (json.ValueTextEquals("completion_tokens_details"u8))
                reasoning = ReadDetail(ref json, "reasoning_tokens"u8);
            else
                json.Skip();
        }

        if (prompt is { } p && completion is { } c)
            reply.Usage = new TokenUsage(p, c, cached, reasoning); // half a count is none
    }

    private static int? ReadDetail(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        if (!NextIs(ref json, JsonTokenType.StartObject))
            return null;

        int? number = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals(name))
                number = NextNumber(ref json);
            else
                json.Skip();
        }

        return number;
    }

    /// <summary>llama.cpp's own account of a request: of its prompt tokens, <c>cache_n</c> came from the cache.</summary>
    private void ReadTimings(ref Utf8JsonReader json, ref Chunk chunk)
    {
        chunk.HasMore = true;
        _cached = ReadDetail(ref json, "cache_n"u8) ?? _cached;
    }

    private static void ReadError(ref Utf8JsonReader json, ReadOnlySpan<byte> data, ref Chunk chunk, ServerReply reply)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
            return;
        chunk.HasMore = true;
        var start = (int)json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.String)
        {
            reply.Fail(FailureKinds.StreamError, JsonText.Read(json));
            return;
        }

        string? message = null;
        if (json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isMessage = json.ValueTextEquals("message"u8);
                json.Read();
                if (isMessage && json.TokenType == JsonTokenType.String)
                    message = JsonText.Read(json);
                else
                    json.Skip();
            }
        }
        else
        {
            json.Skip();
        }

        reply.Fail(FailureKinds.StreamError, message ?? Encoding.UTF8.GetString(data[start..(int)json.BytesConsumed]));
    }

    /// <summary>Older vLLM and SGLang send an error as <c>{"object": "error", "message": …}</c>.</summary>
    private static void ReadKind(ref Utf8JsonReader json, ReadOnlySpan<byte> data, ref Chunk chunk, ServerReply reply)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String || !json.ValueTextEquals("error"u8))
        {
            json.Skip();
            return;
        }

        chunk.HasMore = true;
        reply.Fail(FailureKinds.StreamError, Encoding.UTF8.GetString(data));
    }

    /// <summary>A count. Some servers write whole numbers with a point.</summary>
    private static int? NextNumber(ref Utf8JsonReader json)
    {
        if (!NextIs(ref json, JsonTokenType.Number))
            return null;

        return json.TryGetDouble(out var number) && number is >= 0 and <= int.MaxValue && double.IsInteger(number) ? (int)number : null;
    }

    /// <summary>What one event holds.</summary>
    private struct Chunk
    {
        /// <summary>Bytes of answer text that were written into the reply.</summary>
        public int TextLength;

        public bool HasReasoning;

        /// <summary>Non-empty texts in the event.</summary>
        public int Texts;

        /// <summary>True when the event says something beside its text.</summary>
        public bool HasMore;

        public bool TextIsPlain;
        public int TextStart;
        public int TextEnd;

        /// <summary>Notes where a text lies.</summary>
        public void Take(in Utf8JsonReader json)
        {
            Texts++;
            TextIsPlain = !json.ValueIsEscaped;
            TextStart = (int)json.TokenStartIndex + 1;
            TextEnd = TextStart + json.ValueSpan.Length;
        }
    }
}
