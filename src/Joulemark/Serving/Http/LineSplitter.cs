using System.Buffers;
using System.Runtime.CompilerServices;

namespace Joulemark.Serving.Http;

/// <summary>
/// Cuts bytes into lines, whatever way they arrive. A line that lies whole in what arrived is handed on where it lies;
/// only what is cut off at the end is kept, and only as long as it must be.
/// </summary>
internal struct LineSplitter
{
    /// <summary>Longest line taken; a longer one is no event but a fault.</summary>
    public const int LongestLine = 64 * 1024 * 1024;

    private byte[]? _kept;
    private int _length;

    /// <summary>True when a line grew too long.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The next whole line, without its end (LF or CRLF); false when more bytes are needed, which are then kept.</summary>
    /// <param name="bytes">What arrived; what was read of it is taken off.</param>
    /// <param name="line">The line; valid until the next call.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> line)
    {
        var end = bytes.IndexOf((byte)'\n');
        if (end < 0)
        {
            Keep(bytes);
            bytes = default;
            line = default;
            return false;
        }

        line = bytes[..end];
        if (_length > 0)
        {
            Keep(line);
            if (IsTooLong)
            {
                bytes = default;
                line = default;
                return false;
            }

            line = _kept.AsSpan(0, _length);
            _length = 0;
        }

        if (line.EndsWith("\r"u8))
            line = line[..^1];
        bytes = bytes[(end + 1)..];
        if (bytes.IsEmpty && _length == 0 && _kept is { Length: > 64 * 1024 })
            Shrink(ref line);
        return true;
    }

    /// <summary>What is left when the stream is over: a last line without an end.</summary>
    public readonly ReadOnlySpan<byte> Rest => _kept.AsSpan(0, _length);

    /// <summary>Gives back what was kept.</summary>
    public void Release()
    {
        if (_kept is not null)
            ArrayPool<byte>.Shared.Return(_kept);
        (_kept, _length) = (null, 0);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        if (_length + bytes.Length > LongestLine)
        {
            IsTooLong = true;
            return;
        }

        if (_kept is null || _kept.Length < _length + bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + bytes.Length, _length * 2));
            _kept.AsSpan(0, _length).CopyTo(larger);
            if (_kept is not null)
                ArrayPool<byte>.Shared.Return(_kept);
            _kept = larger;
        }

        bytes.CopyTo(_kept.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>A rare long line must not leave its buffer with the connection; the line itself is still needed once.</summary>
    private void Shrink(ref ReadOnlySpan<byte> line)
    {
        if (_kept.AsSpan().Overlaps(line))
            _kept = null; // left to the collector: the line lies in it
        else
            Release();
    }
}
