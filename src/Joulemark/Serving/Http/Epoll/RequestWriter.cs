using System.Buffers;
using System.Globalization;
using System.Text;

namespace Joulemark.Serving.Http.Epoll;

/// <summary>Writes requests as they go over the wire, into one buffer that is used again.</summary>
internal sealed class RequestWriter(string? authorization)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private Uri? _url;
    private string? _contentType;
    private byte[] _head = [];

    /// <summary>The bytes of a request; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(HttpCall call)
    {
        _buffer.ResetWrittenCount();
        if (!ReferenceEquals(call.Url, _url) || call.ContentType != _contentType)
            MakeHead(call.Url, call.ContentType);
        _buffer.Write(_head);
        foreach (var (name, value) in call.Headers)
            Encoding.Latin1.GetBytes($"{name}: {value}\r\n", _buffer);
        call.Body.Length.TryFormat(_buffer.GetSpan(16), out var digits, default, CultureInfo.InvariantCulture);
        var length = _buffer.GetSpan(16)[..digits].ToArray();
        _buffer.Write("Content-Length: "u8);
        _buffer.Write(length);
        _buffer.Write("\r\n\r\n"u8);
        _buffer.Write(call.Body.Span);
        return _buffer.WrittenSpan;
    }

    private void MakeHead(Uri url, string contentType)
    {
        (_url, _contentType) = (url, contentType);
        _head = Encoding.Latin1.GetBytes(
            $"POST {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nUser-Agent: joulemark/{ToolVersion.Current}\r\nAccept: */*\r\nContent-Type: {contentType}\r\n"
            + (authorization is null ? "" : $"Authorization: {authorization}\r\n"));
    }
}
