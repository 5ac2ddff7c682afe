using System.Security.Cryptography;

namespace Joulemark.Storage;

/// <summary>Lines of a file as bytes, one after the other, in a buffer that is used again: nothing is allocated for a line.</summary>
/// <param name="stream">The file.</param>
/// <param name="hash">What takes in every byte that is read, so that a file need not be read again for its hash.</param>
internal sealed class LineReader(Stream stream, IncrementalHash? hash = null) : IDisposable
{
    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;
    private bool _over;
    private bool _begun;

    /// <summary>The next line without its end; false after the last. It is good until the next call.</summary>
    public bool Read(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var unread = _buffer.AsSpan(_start, _end - _start);
            if (unread[searched..].IndexOf((byte)'\n') is >= 0 and var found)
            {
                line = unread[..(searched + found)].TrimEnd((byte)'\r');
                _start += searched + found + 1;
                return true;
            }

            if (_over)
            {
                line = unread;
                _start = _end;
                return line.Length > 0;
            }

            searched = Math.Max(0, unread.Length - Mark.Length); // a mark may be taken off yet
            Fill();
        }
    }

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    public void Dispose() => stream.Dispose();

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        hash?.AppendData(_buffer, _end, read);
        _end += read;
        _over = read == 0;

        // A file that was opened in an editor may have got a mark of its encoding.
        if (!_begun && _end >= Mark.Length)
        {
            _begun = true;
            _start = _buffer.AsSpan(0, _end).StartsWith(Mark) ? Mark.Length : 0;
        }
    }
}
