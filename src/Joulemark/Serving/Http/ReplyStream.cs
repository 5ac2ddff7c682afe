using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Joulemark.Metrology;

namespace Joulemark.Serving.Http;

/// <summary>
/// Takes the response of one request as a transport hands it on, cuts it into events and has them read. Called by one
/// thread at a time, in the order head, body…, end. Whatever comes, it ends as an answer or as a failure with its kind.
/// </summary>
internal sealed class ReplyStream(ServerReply reply, IReplyReader reader, ReplyFormat format, Action? onToken, Secret? secret = null)
{
    /// <summary>How long a response may go on after the server said that the answer was over.</summary>
    public static readonly TimeSpan PatienceWhenOver = TimeSpan.FromSeconds(1);

    private const int MostErrorBytes = 64 * 1024;
    private const int LongestAnswer = 64 * 1024 * 1024;
    private const long MostBytes = 1024L * 1024 * 1024;
    private const string Megabytes = "MB";
    private LineSplitter _lines;
    private ArrayBufferWriter<byte>? _document;
    private ArrayBufferWriter<byte>? _held; // lines of an event that is not whole yet
    private string? _errorKind;
    private string? _errorStart;
    private long _received;
    private bool _hasLines;
    private bool _isErrorEvent;
    private bool _isClosed;

    /// <summary>The answer as far as it is known.</summary>
    public ServerReply Reply => reply;

    /// <summary>When the server said that the answer was over; null before. What comes afterwards is not read.</summary>
    public Timestamp? Over { get; private set; }

    /// <summary>False when what may still come changes nothing: the transport should finish, and give the connection up.</summary>
    public bool WantsMore { get; private set; } = true;

    /// <summary>The response's head is there.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="contentType">Media type with its parameters; null when there is none.</param>
    /// <param name="at">When it was there.</param>
    /// <param name="encoding">Value of <c>Content-Encoding</c>; null when there is none.</param>
    /// <param name="location">Value of <c>Location</c>; null when there is none.</param>
    public void OnHead(int status, string? contentType, Timestamp at, string? encoding = null, string? location = null)
    {
        reply.Headers = at;
        if (status is < 200 or > 299 or 204 or 205)
        {
            _errorKind = string.Create(CultureInfo.InvariantCulture, $"http-{status}");
            _errorStart = string.Create(CultureInfo.InvariantCulture, $"{status}: ")
                + (location is null || status is < 300 or > 399 ? "" : HttpFailures.Redirected(ServerWords.Clean(location, secret)) + " ");
        }
        else if (!string.IsNullOrEmpty(encoding) && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            _errorKind = FailureKinds.NotAStream;
            _errorStart = HttpFailures.Compressed(ServerWords.Clean(encoding, secret));
            WantsMore = false;
        }
        else if (contentType is not null && !IsExpected(contentType.AsSpan(0, contentType.IndexOf(';', StringComparison.Ordinal) is var end and >= 0 ? end : contentType.Length).Trim()))
        {
            _errorKind = FailureKinds.NotAStream;
            _errorStart = $"the server answered {ServerWords.Clean(contentType, secret)} where {(format == ReplyFormat.JsonLines ? "application/x-ndjson" : "text/event-stream")} was asked for: ";
        }

        if (_errorKind is not null || format == ReplyFormat.Document)
            _document = new ArrayBufferWriter<byte>();
    }

    /// <summary>Bytes of the body came.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    public void OnBody(ReadOnlySpan<byte> bytes, Timestamp at)
    {
        reply.FirstByte ??= at;
        if (!WantsMore)
            return;
        _received += bytes.Length;
        if (_document is not null)
        {
            TakeDocument(bytes);
            return;
        }

        while (Over is null && !bytes.IsEmpty && _lines.TryRead(ref bytes, out var line))
            ReadLine(line, at);
        if (_lines.IsTooLong)
            Refuse(FailureKinds.EventTooLarge, $"an event of more than {LineSplitter.LongestLine / (1024 * 1024)} {Megabytes}");
        else if (_received > MostBytes || reply.TextLength > LongestAnswer)
            Refuse(FailureKinds.AnswerTooLarge, $"an answer of more than {LongestAnswer / (1024 * 1024)} {Megabytes} of text, or {MostBytes / (1024 * 1024)} {Megabytes} in all");
    }

    /// <summary>The response came to its end as HTTP has it.</summary>
    public void OnEnd(Timestamp at)
    {
        if (_isClosed)
            return;
        if (_errorKind is { } kind)
        {
            reply.Fail(kind, WhatItSaid());
        }
        else if (_document is not null)
        {
            if (reply.Error is null)
                Read(WithoutMark(_document.WrittenSpan), at);
            reader.End(saidSo: true, reply);
        }
        else
        {
            if (Over is null && WantsMore)
                ReadRest(at);
            reader.End(Over is not null, reply);
        }

        Close(at);
    }

    /// <summary>The request failed; what came until then stays. A failure after the answer was over costs nothing of it.</summary>
    public void OnFailure(string kind, string error, Timestamp at)
    {
        if (_isClosed)
            return;
        if (Over is not null)
        {
            OnEnd(at);
            return;
        }

        if (_errorKind is { } said && kind != FailureKinds.Cancelled)
            reply.Fail(said, $"{WhatItSaid()} ({error})"); // what the server said counts for more than how it ended
        else
            reply.Fail(kind, error);
        reader.End(saidSo: false, reply);
        Close(at);
    }

    private void Close(Timestamp at)
    {
        _isClosed = true;
        _lines.Release();
        reply.Finish(at, secret);
    }

    private void Refuse(string kind, string error)
    {
        reply.Fail(kind, error);
        WantsMore = false;
    }

    private void TakeDocument(ReadOnlySpan<byte> bytes)
    {
        if (_errorKind is not null)
        {
            _document!.Write(bytes[..Math.Min(bytes.Length, MostErrorBytes - _document!.WrittenCount)]);
            WantsMore &= _document.WrittenCount < MostErrorBytes;
        }
        else if (_document!.WrittenCount + bytes.Length <= LineSplitter.LongestLine)
        {
            _document.Write(bytes);
        }
        else
        {
            Refuse(FailureKinds.EventTooLarge, $"a response of more than {LineSplitter.LongestLine / (1024 * 1024)} {Megabytes}");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    private void ReadLine(ReadOnlySpan<byte> line, Timestamp at)
    {
        if (!_hasLines)
        {
            _hasLines = true;
            line = WithoutMark(line);
        }

        if (format == ReplyFormat.ServerSentEvents)
            ReadField(line, at);
        else if (!IsBlank(line))
            Read(line, at);
    }

    /// <summary>
    /// One line of a stream of server-sent events. An event ends with an empty line, but one that is whole by itself is
    /// read at once: not every server sends that line together with it, and some forget it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    private void ReadField(ReadOnlySpan<byte> line, Timestamp at)
    {
        if (line.StartsWith("data:"u8))
        {
            line = Value(line[5..]);
            if (_held is { WrittenCount: > 0 } || !IsWhole(line))
                Hold(line);
            else
                ReadData(line, at);
        }
        else if (line.IsEmpty)
        {
            ReadHeld(at);
            _isErrorEvent = false;
        }
        else if (line.StartsWith("event:"u8))
        {
            _isErrorEvent = Value(line[6..]).SequenceEqual("error"u8);
        }
        else if (line.StartsWith("error:"u8))
        {
            reply.Fail(FailureKinds.StreamError, Quote(line[6..])); // llama.cpp until 2025: a field of this name, which no standard knows
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    private void ReadData(ReadOnlySpan<byte> data, Timestamp at)
    {
        if (_isErrorEvent)
            reply.Fail(FailureKinds.StreamError, Quote(data)); // in whatever words
        else
            Read(data, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    private void Read(ReadOnlySpan<byte> data, Timestamp at)
    {
        reply.FirstEvent ??= at;
        var before = reply.TokenCount;
        try
        {
            if (!reader.Read(data, at, reply))
                Over = at;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException or OverflowException)
        {
            reply.Fail(FailureKinds.StreamError, $"an event that cannot be read: {e.Message}"); // it must not end the thread that carries the others
        }

        for (var token = before; token < reply.TokenCount; token++)
            onToken?.Invoke();
    }

    /// <summary>An event of several lines, as a server sends that writes its JSON for people.</summary>
    private void Hold(ReadOnlySpan<byte> line)
    {
        if (IsBlank(line))
            return; // an empty event, or white space between the lines of one
        _held ??= new ArrayBufferWriter<byte>();
        if (_held.WrittenCount + line.Length >= LineSplitter.LongestLine)
        {
            Refuse(FailureKinds.EventTooLarge, $"an event of more than {LineSplitter.LongestLine / (1024 * 1024)} {Megabytes}");
            return;
        }

        if (_held.WrittenCount > 0)
            _held.Write("\n"u8);
        _held.Write(line);
    }

    private void ReadHeld(Timestamp at)
    {
        if (_held is not { WrittenCount: > 0 } held)
            return;
        _held = null;
        ReadData(held.WrittenSpan, at);
    }

    /// <summary>What is left when the response ends: a last event without a line's end, or half of one.</summary>
    private void ReadRest(Timestamp at)
    {
        var rest = _lines.Rest;
        if (format == ReplyFormat.ServerSentEvents && !rest.IsEmpty && !IsBlank(rest))
        {
            if (rest.StartsWith("data:"u8) && _held is not { WrittenCount: > 0 })
                Hold(Value(rest[5..])); // read below, once it is known to be whole
            else
                ReadLine(rest.EndsWith("\r"u8) ? rest[..^1] : rest, at);
            rest = default;
        }

        if (_held is { WrittenCount: > 0 } held)
            rest = held.WrittenSpan;
        if (rest.IsEmpty || IsBlank(rest))
            return;
        if (IsCutOff(rest))
            reply.Fail(FailureKinds.Truncated, "the stream ended in the middle of an event");
        else if (_held is { WrittenCount: > 0 })
            ReadHeld(at);
        else
            ReadLine(rest, at);
    }

    /// <summary>True for JSON on one line, and for <c>[DONE]</c>. What else there is waits for the event's end.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> data)
    {
        if (data.Length < 2 || data[^1] is (byte)' ' or (byte)'\t')
            data = data.Trim(" \t"u8);
        return data.Length >= 2 && (data[0], data[^1]) is ((byte)'{', (byte)'}') or ((byte)'[', (byte)']');
    }

    private static bool IsCutOff(ReadOnlySpan<byte> data)
    {
        if ("[DONE]"u8.StartsWith(data))
            return data.Length < "[DONE]"u8.Length;
        try
        {
            var json = new Utf8JsonReader(data, isFinalBlock: false, default);
            return !json.Read() || !json.TrySkip();
        }
        catch (JsonException)
        {
            return false; // not half an event, but a wrong one
        }
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> field) => field.StartsWith(" "u8) ? field[1..] : field;

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IsEmpty || line.Trim(" \t\r"u8).IsEmpty;

    /// <summary>A byte order mark may come first, and says nothing.</summary>
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    private bool IsExpected(ReadOnlySpan<char> type) => format switch
    {
        ReplyFormat.ServerSentEvents => type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase),
        ReplyFormat.JsonLines => type.Contains("json", StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    private string WhatItSaid() => (_errorStart + Quote(_document!.WrittenSpan)).Trim();

    private string Quote(ReadOnlySpan<byte> body) => ServerWords.Clean(Encoding.UTF8.GetString(WithoutMark(body)), secret);
}
