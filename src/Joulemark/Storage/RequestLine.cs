using System.Text;
using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Storage;

/// <summary>
/// Reads lines of requests as Joulemark writes them, in one pass and without the boxes that the serializer puts each value of a record
/// in. The text of the answer is passed over. A line that is anything but a plain request (a field twice, a value of another type, a
/// required one missing, white space) is left to the serializer, so that what can be read and what is damage is its say.
/// </summary>
internal sealed class RequestLine
{
    private static readonly byte[][] Names = Fields(
        "configuration", "stage", "repeat", "item", "conversation", "turn", "query", "requested_tokens", "exact_tokens", "scheduled_ns", "sent_ns", "headers_ns",
        "first_byte_ns", "first_event_ns", "first_token_ns", "first_answer_ns", "only_reasoning", "last_token_ns", "ended_ns", "token_ns", "usage", "local_output_tokens",
        "local_prompt_tokens", "resent", "retry_after_s", "finish_reason", "output", "score", "exit_code", "error", "error_kind");

    private static readonly byte[][] UsageNames = Fields("prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens");

    private static readonly (byte[] Name, Stage Stage)[] Stages = [.. Enum.GetValues<Stage>().Select(s => (Encoding.UTF8.GetBytes($"\"{RecordNames.Of(s)}\""), s))];

    private readonly List<(byte[] Bytes, string Text)> _texts = [];
    private Timestamp[] _times = new Timestamp[256];

    /// <summary>The request of a line, good until the next: its token times lie in a buffer that is used again.</summary>
    /// <exception cref="JsonException">It is no request.</exception>
    public RequestRecord Read(ReadOnlySpan<byte> line) =>
        TryRead(line) ?? JsonSerializer.Deserialize(line, RecordJson.Default.RequestRecord) ?? throw new JsonException("A record, not null, is expected.");

    private RequestRecord? TryRead(ReadOnlySpan<byte> line)
    {
        var cursor = new JsonCursor(line);
        if (!cursor.Take("{"u8))
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
        do
        {
            if (!TakeName(ref cursor, Names, ref at, ref seen) || !(at switch
            {
                0 => TakeText(ref cursor, ref configuration) && configuration is not null,
                1 => TakeStage(ref cursor, ref stage),
                2 => TakeInt(ref cursor, ref repeat) && repeat is not null,
                3 => TakeInt(ref cursor, ref item) && item is not null,
                4 => TakeInt(ref cursor, ref conversation),
                5 => TakeInt(ref cursor, ref turn) && turn is not null,
                6 => TakeInt(ref cursor, ref query),
                7 => TakeInt(ref cursor, ref requested),
                8 => TakeFlag(ref cursor, ref exact),
                9 => TakeLong(ref cursor, ref scheduled) && scheduled is not null,
                10 => TakeLong(ref cursor, ref sent) && sent is not null,
                11 => TakeLong(ref cursor, ref headers),
                12 => TakeLong(ref cursor, ref firstByte),
                13 => TakeLong(ref cursor, ref firstEvent),
                14 => TakeLong(ref cursor, ref firstToken),
                15 => TakeLong(ref cursor, ref firstAnswer),
                16 => TakeFlag(ref cursor, ref onlyReasoning),
                17 => TakeLong(ref cursor, ref lastToken),
                18 => TakeLong(ref cursor, ref ended) && ended is not null,
                19 => TakeTimes(ref cursor, out tokens),
                20 => TakeUsage(ref cursor, out usage),
                21 => TakeInt(ref cursor, ref localOutput),
                22 => TakeInt(ref cursor, ref localPrompt),
                23 => TakeFlag(ref cursor, ref resent),
                24 => TakeReal(ref cursor, ref retryAfter),
                25 => TakeText(ref cursor, ref finish),
                26 => cursor.Take("null"u8) || cursor.TakeText(out _),
                27 => TakeReal(ref cursor, ref score),
                28 => TakeInt(ref cursor, ref exitCode),
                29 => TakeText(ref cursor, ref error),
                _ => TakeText(ref cursor, ref errorKind),
            }))
                return null;
        }
        while (cursor.Take(","u8));

        if (!cursor.Take("}"u8) || !cursor.IsAtEnd || configuration is null || stage is null)
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

    private static byte[][] Fields(params string[] names) => [.. names.Select(n => Encoding.UTF8.GetBytes($"\"{n}\":"))];

    /// <summary>Takes a field's name; they come in their order, so that the one after the last is looked at first. False for one that is unknown or comes twice.</summary>
    private static bool TakeName(ref JsonCursor cursor, byte[][] names, ref int at, ref uint seen)
    {
        for (var i = 0; i < names.Length; i++)
        {
            var candidate = at + i < names.Length ? at + i : at + i - names.Length;
            if (!cursor.Take(names[candidate]))
                continue;
            at = candidate;
            var isNew = (seen & (1u << candidate)) == 0;
            seen |= 1u << candidate;
            return isNew;
        }

        return false;
    }

    private static bool TakeStage(ref JsonCursor cursor, ref Stage? stage)
    {
        foreach (var (name, one) in Stages)
        {
            if (cursor.Take(name))
            {
                stage = one;
                return true;
            }
        }

        return false;
    }

    private static bool TakeInt(ref JsonCursor cursor, ref int? value)
    {
        long? whole = null;
        if (!TakeLong(ref cursor, ref whole) || whole is < int.MinValue or > int.MaxValue)
            return false;
        value = (int?)whole;
        return true;
    }

    private static bool TakeLong(ref JsonCursor cursor, ref long? value)
    {
        value = null;
        if (cursor.Take("null"u8))
            return true;
        if (!cursor.TakeWhole(out var whole))
            return false;
        value = whole;
        return true;
    }

    private static bool TakeReal(ref JsonCursor cursor, ref double? value)
    {
        value = null;
        if (cursor.Take("null"u8))
            return true;
        if (!cursor.TakeReal(out var real))
            return false;
        value = real;
        return true;
    }

    private static bool TakeFlag(ref JsonCursor cursor, ref bool? value)
    {
        value = cursor.Take("true"u8);
        return value.Value || cursor.Take("false"u8);
    }

    /// <summary>Takes a text, the same object where it is one of those that come often: names, reasons.</summary>
    private bool TakeText(ref JsonCursor cursor, ref string? text)
    {
        const int most = 32;
        text = null;
        if (cursor.Take("null"u8))
            return true;
        if (!cursor.TakeText(out var written))
            return false;
        foreach (var (bytes, known) in _texts)
        {
            if (written.SequenceEqual(bytes))
            {
                text = known;
                return true;
            }
        }

        try
        {
            var reader = new Utf8JsonReader(written);
            text = reader.Read() ? reader.GetString()! : "";
        }
        catch (InvalidOperationException)
        {
            return false; // no UTF-8
        }

        if (_texts.Count < most)
            _texts.Add((written.ToArray(), text));
        return true;
    }

    private bool TakeTimes(ref JsonCursor cursor, out int count)
    {
        count = 0;
        if (!cursor.Take("["u8))
            return false;
        if (cursor.Take("]"u8))
            return true;
        do
        {
            if (!cursor.TakeWhole(out var time))
                return false;
            if (count == _times.Length)
                Array.Resize(ref _times, 2 * count);
            _times[count++] = new Timestamp(time);
        }
        while (cursor.Take(","u8));
        return cursor.Take("]"u8);
    }

    private static bool TakeUsage(ref JsonCursor cursor, out TokenUsage? usage)
    {
        usage = null;
        if (cursor.Take("null"u8))
            return true;
        int? prompt = null, completion = null, cached = null, reasoning = null;
        var (seen, at) = (0u, 0);
        if (!cursor.Take("{"u8))
            return false;
        do
        {
            if (!TakeName(ref cursor, UsageNames, ref at, ref seen)
                || !(at switch { 0 => TakeInt(ref cursor, ref prompt), 1 => TakeInt(ref cursor, ref completion), 2 => TakeInt(ref cursor, ref cached), _ => TakeInt(ref cursor, ref reasoning) }))
                return false;
        }
        while (cursor.Take(","u8));
        if (prompt is null || completion is null)
            return false;
        usage = new TokenUsage(prompt.Value, completion.Value, cached, reasoning);
        return cursor.Take("}"u8);
    }
}
