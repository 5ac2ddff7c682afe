using System.Text;
using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Storage;

/// <summary>
/// Reads lines of requests in one pass, without the boxes that the serializer puts each value of a record in. The text of
/// the answer is passed over. A line that is anything but a plain request (a field twice, a value of another type, a required one
/// missing) is left to the serializer, so that what can be read and what is damage is its say.
/// </summary>
internal sealed class RequestLine
{
    private static readonly byte[][] Names =
    [
        .. new[]
        {
            "configuration", "stage", "repeat", "item", "conversation", "turn", "query", "requested_tokens", "exact_tokens", "scheduled_ns", "sent_ns", "headers_ns",
            "first_byte_ns", "first_event_ns", "first_token_ns", "first_answer_ns", "only_reasoning", "last_token_ns", "ended_ns", "token_ns", "usage", "local_output_tokens",
            "local_prompt_tokens", "resent", "retry_after_s", "finish_reason", "output", "score", "exit_code", "error", "error_kind",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] UsageNames = [.. new[] { "prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens" }.Select(Encoding.UTF8.GetBytes)];

    private static readonly (byte[] Name, Stage Stage)[] Stages = [.. Enum.GetValues<Stage>().Select(s => (Encoding.UTF8.GetBytes(RecordNames.Of(s)), s))];

    private readonly List<(byte[] Bytes, string Text)> _texts = [];
    private Timestamp[] _times = new Timestamp[256];

    /// <summary>The request of a line, good until the next: its token times lie in a buffer that is used again.</summary>
    /// <exception cref="JsonException">It is no request.</exception>
    public RequestRecord Read(ReadOnlySpan<byte> line) =>
        TryRead(line) ?? JsonSerializer.Deserialize(line, RecordJson.Default.RequestRecord) ?? throw new JsonException("A record, not null, is expected.");

    private RequestRecord? TryRead(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        string? configuration = null, finish = null, error = null, errorKind = null;
        Stage? stage = null;
        int? repeat = 0, item = 0, conversation = null, turn = 0, query = null, requested = null, localOutput = null, localPrompt = null, exitCode = null;
        long? scheduled = 0, sent = 0, ended = 0, headers = null, firstByte = null, firstEvent = null, firstToken = null, firstAnswer = null, lastToken = null;
        double? retryAfter = null, score = null;
        bool? exact = false, onlyReasoning = false, resent = false;
        TokenUsage? usage = null;
        var tokens = 0;
        var (seen, at) = (0u, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryName(reader, Names, ref at, ref seen))
                return null;
            var field = at;
            if (!reader.Read() || !(field switch
            {
                0 => Text(ref reader, ref configuration) && configuration is not null,
                1 => IsStage(reader, ref stage),
                2 => Int(reader, ref repeat) && repeat is not null,
                3 => Int(reader, ref item) && item is not null,
                4 => Int(reader, ref conversation),
                5 => Int(reader, ref turn) && turn is not null,
                6 => Int(reader, ref query),
                7 => Int(reader, ref requested),
                8 => Flag(reader, ref exact),
                9 => Long(reader, ref scheduled) && scheduled is not null,
                10 => Long(reader, ref sent) && sent is not null,
                11 => Long(reader, ref headers),
                12 => Long(reader, ref firstByte),
                13 => Long(reader, ref firstEvent),
                14 => Long(reader, ref firstToken),
                15 => Long(reader, ref firstAnswer),
                16 => Flag(reader, ref onlyReasoning),
                17 => Long(reader, ref lastToken),
                18 => Long(reader, ref ended) && ended is not null,
                19 => Times(ref reader, out tokens),
                20 => Usage(ref reader, out usage),
                21 => Int(reader, ref localOutput),
                22 => Int(reader, ref localPrompt),
                23 => Flag(reader, ref resent),
                24 => Real(reader, ref retryAfter),
                25 => Text(ref reader, ref finish),
                26 => reader.TokenType is JsonTokenType.String or JsonTokenType.Null,
                27 => Real(reader, ref score),
                28 => Int(reader, ref exitCode),
                29 => Text(ref reader, ref error),
                _ => Text(ref reader, ref errorKind),
            }))
                return null;
        }

        if (reader.TokenType != JsonTokenType.EndObject || reader.Read() || configuration is null || stage is null)
            return null;
        static Timestamp? Time(long? nanoseconds) => nanoseconds is { } known ? new Timestamp(known) : null;
        return new RequestRecord
        {
            Configuration = configuration,
            Stage = stage.Value,
            Repeat = repeat!.Value,
            Item = item!.Value,
            Conversation = conversation,
            Turn = turn!.Value,
            Query = query,
            RequestedTokens = requested,
            ExactTokens = exact!.Value,
            Scheduled = new Timestamp(scheduled!.Value),
            Sent = new Timestamp(sent!.Value),
            Headers = Time(headers),
            FirstByte = Time(firstByte),
            FirstEvent = Time(firstEvent),
            FirstToken = Time(firstToken),
            FirstAnswer = Time(firstAnswer),
            OnlyReasoning = onlyReasoning!.Value,
            LastToken = Time(lastToken),
            Ended = new Timestamp(ended!.Value),
            Tokens = new ArraySegment<Timestamp>(_times, 0, tokens),
            Usage = usage,
            LocalOutputTokens = localOutput,
            LocalPromptTokens = localPrompt,
            Resent = resent!.Value,
            RetryAfterSeconds = retryAfter,
            FinishReason = finish,
            Score = score,
            ExitCode = exitCode,
            Error = error,
            ErrorKind = errorKind,
        };
    }

    /// <summary>Finds a field by its name; they come in their order, so that the one after the last is looked at first. False for one that is unknown or comes twice.</summary>
    private static bool TryName(in Utf8JsonReader reader, byte[][] names, ref int at, ref uint seen)
    {
        for (var i = 0; i < names.Length; i++)
        {
            var candidate = (at + i) % names.Length;
            if (!reader.ValueTextEquals(names[candidate]))
                continue;
            at = candidate;
            var isNew = (seen & (1u << candidate)) == 0;
            seen |= 1u << candidate;
            return isNew;
        }

        return false;
    }

    private static bool IsStage(in Utf8JsonReader reader, ref Stage? stage)
    {
        foreach (var (name, one) in Stages)
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(name))
                stage = one;
        }

        return stage is not null;
    }

    private static bool Int(in Utf8JsonReader reader, ref int? value)
    {
        value = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : null;
        return value is not null || reader.TokenType == JsonTokenType.Null;
    }

    private static bool Long(in Utf8JsonReader reader, ref long? value)
    {
        value = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
        return value is not null || reader.TokenType == JsonTokenType.Null;
    }

    private static bool Real(in Utf8JsonReader reader, ref double? value)
    {
        value = reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
        return value is not null || reader.TokenType == JsonTokenType.Null;
    }

    private static bool Flag(in Utf8JsonReader reader, ref bool? value)
    {
        value = reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.TokenType == JsonTokenType.True : null;
        return value is not null;
    }

    /// <summary>A text, the same object where it is one of those that come often: names, reasons.</summary>
    private bool Text(ref Utf8JsonReader reader, ref string? text)
    {
        const int most = 32;
        text = null;
        if (reader.TokenType != JsonTokenType.String)
            return reader.TokenType == JsonTokenType.Null;
        if (!reader.ValueIsEscaped)
        {
            foreach (var (bytes, known) in _texts)
            {
                if (reader.ValueSpan.SequenceEqual(bytes))
                    text = known;
            }
        }

        if (text is not null)
            return true;
        try
        {
            text = reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return false; // no UTF-8
        }

        if (!reader.ValueIsEscaped && _texts.Count < most)
            _texts.Add((reader.ValueSpan.ToArray(), text!));
        return true;
    }

    private bool Times(ref Utf8JsonReader reader, out int count)
    {
        count = 0;
        if (reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var time))
        {
            if (count == _times.Length)
                Array.Resize(ref _times, 2 * count);
            _times[count++] = new Timestamp(time);
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool Usage(ref Utf8JsonReader reader, out TokenUsage? usage)
    {
        usage = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            return reader.TokenType == JsonTokenType.Null;
        int? prompt = null, completion = null, cached = null, reasoning = null;
        var (seen, at) = (0u, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryName(reader, UsageNames, ref at, ref seen) || !reader.Read()
                || !(at switch { 0 => Int(reader, ref prompt), 1 => Int(reader, ref completion), 2 => Int(reader, ref cached), _ => Int(reader, ref reasoning) }))
                return false;
        }

        if (prompt is null || completion is null)
            return false;
        usage = new TokenUsage(prompt.Value, completion.Value, cached, reasoning);
        return reader.TokenType == JsonTokenType.EndObject;
    }
}
