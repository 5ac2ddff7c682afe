using System.Buffers.Text;
using System.Text;

namespace Joulemark.Serving.Http.Epoll;

/// <summary>What the head of an HTTP/1.1 response says that matters here. Used again from response to response.</summary>
internal sealed class ResponseHead
{
    private byte[] _lastType = [];
    private string? _retryAfter;
    private string? _date;

    public int Status { get; private set; }

    public string? ContentType { get; private set; }

    /// <summary>Length of the body; null when it does not say.</summary>
    public long? Length { get; private set; }

    public bool IsChunked { get; private set; }

    public bool KeepsAlive { get; private set; }

    /// <summary>How the body is compressed; null when it does not say.</summary>
    public string? ContentEncoding { get; private set; }

    /// <summary>Where a redirection points; null when it does not say.</summary>
    public string? Location { get; private set; }

    /// <summary>How long to wait before the next try; null when it does not say.</summary>
    public TimeSpan? RetryAfter => _retryAfter is null ? null : Http.RetryAfter.Read(_retryAfter, Http.RetryAfter.Moment(_date) ?? TimeProvider.System.GetUtcNow());

    /// <summary>A head that goes before the real one (100, 103).</summary>
    public bool IsInterim => Status is >= 100 and < 200;

    public bool HasNoBody => Status is 204 or 304;

    /// <summary>Reads a head.</summary>
    /// <param name="head">Its lines, each with its end.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Read(ReadOnlySpan<byte> head)
    {
        (ContentType, Length, IsChunked, ContentEncoding, Location, _retryAfter, _date) = (null, null, false, null, null, null, null);
        var status = Line(ref head);
        if (!status.StartsWith("HTTP/1."u8) || status.Length < 12 || !Utf8Parser.TryParse(status[9..12], out int code, out var digits) || digits != 3)
            return $"the answer is not HTTP/1.1: {Quote(status)}";
        Status = code;
        if (code == 101)
            return "the server switched to another protocol, which was not asked for";
        KeepsAlive = status[7] != (byte)'0';
        while (!head.IsEmpty)
        {
            var line = Line(ref head);
            var colon = line.IndexOf((byte)':');
            if (colon <= 0)
                return $"a header without a name: {Quote(line)}";
            if (Take(line[..colon], line[(colon + 1)..].Trim(" \t"u8)) is { } problem)
                return problem;
        }

        if (IsChunked)
            Length = null; // RFC 9112, 6.3: the transfer coding overrides the length
        return null;
    }

    private string? Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(name, "content-type"u8))
        {
            TakeType(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
        {
            if (!Utf8Parser.TryParse(value, out long length, out var used) || used != value.Length || length < 0 || (Length is { } other && other != length))
                return $"a content-length that is no length: {Quote(value)}";
            Length = length;
        }
        else if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
        {
            if (!Ascii.EqualsIgnoreCase(value, "chunked"u8))
                return $"a transfer-encoding that was not asked for: {Quote(value)}";
            IsChunked = true;
        }
        else if (Ascii.EqualsIgnoreCase(name, "content-encoding"u8))
        {
            ContentEncoding = Encoding.Latin1.GetString(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "connection"u8))
        {
            foreach (var range in value.Split((byte)','))
            {
                var option = value[range].Trim(" \t"u8);
                KeepsAlive = !Ascii.EqualsIgnoreCase(option, "close"u8) && (KeepsAlive || Ascii.EqualsIgnoreCase(option, "keep-alive"u8));
            }
        }
        else if (Ascii.EqualsIgnoreCase(name, "retry-after"u8))
        {
            _retryAfter = Encoding.Latin1.GetString(value);
        }
        else if (Status >= 300 && Ascii.EqualsIgnoreCase(name, "date"u8))
        {
            _date = Encoding.Latin1.GetString(value); // the clock that a moment to retry at is read by
        }
        else if (Status >= 300 && Ascii.EqualsIgnoreCase(name, "location"u8))
        {
            Location = Encoding.Latin1.GetString(value);
        }

        return null;
    }

    /// <summary>The type is the same in each response of a server: the same string serves them all.</summary>
    private void TakeType(ReadOnlySpan<byte> value)
    {
        if (_lastTypeText is null || !value.SequenceEqual(_lastType))
            (_lastType, _lastTypeText) = (value.ToArray(), Encoding.Latin1.GetString(value));
        ContentType = _lastTypeText;
    }

    private string? _lastTypeText;

    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf((byte)'\n');
        var line = head[..end];
        head = head[(end + 1)..];
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        const int longest = 100;
        return Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, longest)]);
    }
}
