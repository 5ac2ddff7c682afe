using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Joulemark.Metrology;

namespace Joulemark.Serving.Http;

/// <summary>
/// Takes the response of one request as a transport hands it on, cuts it into events and has them read. Called by one
/// thread at a time, in the order head, body…, end.
/// </summary>
internal sealed class ReplyStream(ServerReply reply, IReplyReader reader, ReplyFormat format, Action? onToken)
{
    private const int LongestError = 500;
    private const int MostErrorBytes = 64 * 1024;
    private LineSplitter _lines;
    private ArrayBufferWriter<byte>? _document;
    private string? _errorKind;
    private string? _errorStart;
    private bool _over;

    /// <summary>The answer as far as it is known.</summary>
    public ServerReply Reply => reply;

    /// <summary>The response's head is there.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="contentType">Media type with its parameters; null when there is none.</param>
    /// <param name="at">When it was there.</param>
    public void OnHead(int status, string? contentType, Timestamp at)
    {
        reply.Headers = at;
        if (status is < 200 or > 299)
        {
            _errorKind = string.Create(CultureInfo.InvariantCulture, $"http-{status}");
            _errorStart = string.Create(CultureInfo.InvariantCulture, $"{status}: ");
        }
        else if (contentType is not null && !IsExpected(contentType.AsSpan(0, contentType.IndexOf(';', StringComparison.Ordinal) is var end and >= 0 ? end : contentType.Length).Trim()))
        {
            _errorKind = "not-a-stream";
            _errorStart = $"the server answered {contentType} where {(format == ReplyFormat.JsonLines ? "application/x-ndjson" : "text/event-stream")} was asked for: ";
        }

        if (_errorKind is not null || format == ReplyFormat.Document)
            _document = new ArrayBufferWriter<byte>();
    }

    /// <summary>Bytes of the body came.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    public void OnBody(ReadOnlySpan<byte> bytes, Timestamp at)
    {
        reply.FirstByte ??= at;
        if (_document is not null)
        {
            if (_errorKind is null || _document.WrittenCount < MostErrorBytes)
                _document.Write(bytes);
            return;
        }

        while (!_over && !bytes.IsEmpty && _lines.TryRead(ref bytes, out var line))
            ReadLine(line, at);
        if (_lines.IsTooLong)
            reply.Fail("event-too-large", $"an event of more than {LineSplitter.LongestLine / (1024 * 1024)} MB");
    }

    /// <summary>The response came to its end as HTTP has it.</summary>
    public void OnEnd(Timestamp at)
    {
        if (_errorKind is { } kind)
        {
            reply.Fail(kind, _errorStart + Quote(_document!.WrittenSpan));
        }
        else if (_document is not null)
        {
            Read(_document.WrittenSpan, at);
            reader.End(saidSo: true, reply);
        }
        else
        {
            if (!_over && format == ReplyFormat.JsonLines && !_lines.Rest.IsEmpty)
                ReadLine(_lines.Rest, at);
            reader.End(_over, reply);
        }

        Close(at);
    }

    /// <summary>The request failed; what came until then stays.</summary>
    public void OnFailure(string kind, string error, Timestamp at)
    {
        reply.Fail(kind, error);
        Close(at);
    }

    private void Close(Timestamp at)
    {
        _lines.Release();
        reply.Finish(at);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    private void ReadLine(ReadOnlySpan<byte> line, Timestamp at)
    {
        if (format == ReplyFormat.ServerSentEvents)
        {
            if (!line.StartsWith("data:"u8))
                return; // blank lines, comments, other fields
            line = line[5..];
            if (line.StartsWith(" "u8))
                line = line[1..];
        }

        if (!line.IsEmpty)
            Read(line, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    private void Read(ReadOnlySpan<byte> data, Timestamp at)
    {
        reply.FirstEvent ??= at;
        var before = reply.TokenCount;
        _over = !reader.Read(data, at, reply);
        for (var token = before; token < reply.TokenCount; token++)
            onToken?.Invoke();
    }

    private bool IsExpected(ReadOnlySpan<char> type) => format switch
    {
        ReplyFormat.ServerSentEvents => type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase),
        ReplyFormat.JsonLines => type.Contains("json", StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    private static string Quote(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body).ReplaceLineEndings(" ").Trim();
        return text.Length <= LongestError ? text : text[..LongestError] + "…";
    }
}
