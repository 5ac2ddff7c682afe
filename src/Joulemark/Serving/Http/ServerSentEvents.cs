namespace Joulemark.Serving.Http;

/// <summary>
/// Splits a byte stream into the data of server-sent events, whatever way the bytes arrive: events split and merge across
/// reads, line ends are LF or CRLF, comments are skipped. Each <c>data:</c> line is one event, as all LLM servers send
/// them. (WHATWG HTML, 9.2.6.)
/// </summary>
internal sealed class ServerSentEvents
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Where the next bytes go; call <see cref="Advance"/> after filling it.</summary>
    public Memory<byte> Space
    {
        get
        {
            if (_start == _end)
                _start = _end = 0;
            if (_end == _buffer.Length && _start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            if (_end == _buffer.Length)
                Array.Resize(ref _buffer, _buffer.Length * 2);
            return _buffer.AsMemory(_end);
        }
    }

    /// <summary>Says how many bytes came.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>The data of the next whole line; false when more bytes are needed. Valid until the next call to <see cref="Space"/>.</summary>
    public bool TryRead(out ReadOnlySpan<byte> data)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest.IndexOf((byte)'\n');
            if (length < 0)
            {
                data = default;
                return false;
            }

            _start += length + 1;
            var line = rest[..length];
            if (line.EndsWith("\r"u8))
                line = line[..^1];
            if (!line.StartsWith("data:"u8))
                continue; // blank lines, comments, other fields
            data = line[5..];
            if (data.StartsWith(" "u8))
                data = data[1..];
            return true;
        }
    }
}
