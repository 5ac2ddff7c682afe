using System.Runtime.CompilerServices;
using System.Text;
using Joulemark.Metrology;

namespace Joulemark.Serving.Http.Epoll;

/// <summary>
/// Reads HTTP/1.1 responses out of the bytes of a connection (RFC 9112): the head, and the body by its length, in chunks
/// or until the connection closes. The body's bytes are handed on where they lie.
/// </summary>
internal sealed class ResponseParser
{
    private const int LongestHead = 64 * 1024;
    private const int LongestLine = 8 * 1024;
    private const int LongestQuote = 100;
    private const long LargestChunk = long.MaxValue / 32;
    private readonly ResponseHead _head = new();
    private byte[] _kept = [];
    private int _keptLength;
    private State _state;
    private long _left;
    private int _lineLength;
    private bool _hasDigit;
    private bool _inExtension;

    private static string HeadTooLong => $"the response's head is longer than {LongestHead / 1024} kB";

    private enum State
    {
        Head,
        Length,
        UntilClose,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailer,
        Done,
    }

    /// <summary>True once a byte of the response has come.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>True when the connection may carry another request after this response.</summary>
    public bool KeepsAlive => _head.KeepsAlive && _state == State.Done;

    /// <summary>True when the end of the connection is the end of the response.</summary>
    public bool EndsWithConnection => _state == State.UntilClose;

    /// <summary>What is wrong with the response; null when nothing is.</summary>
    public string? Error { get; private set; }

    /// <summary>Makes ready for the next response.</summary>
    public void Begin() => (_state, HasBegun, Error, _keptLength) = (State.Head, false, null, 0);

    /// <summary>Reads what came.</summary>
    /// <param name="bytes">What came; what belongs to the response is taken off.</param>
    /// <param name="stream">Takes head and body.</param>
    /// <param name="at">When it came.</param>
    /// <returns>True when the response is whole, or wrong: see <see cref="Error"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    public bool Read(ref ReadOnlySpan<byte> bytes, ReplyStream stream, Timestamp at)
    {
        HasBegun |= !bytes.IsEmpty;
        while (!bytes.IsEmpty && _state != State.Done && Error is null)
        {
            switch (_state)
            {
                case State.Head:
                    ReadHead(ref bytes, stream, at);
                    break;
                case State.Length or State.Chunk:
                    var part = bytes[..(int)Math.Min(_left, bytes.Length)];
                    stream.OnBody(part, at);
                    bytes = bytes[part.Length..];
                    _left -= part.Length;
                    if (_left == 0)
                        _state = _state == State.Length ? State.Done : State.ChunkEnd;
                    break;
                case State.UntilClose:
                    stream.OnBody(bytes, at);
                    bytes = default;
                    break;
                case State.ChunkSize:
                    ReadChunkSize(ref bytes);
                    break;
                case State.ChunkEnd:
                    ReadChunkEnd(ref bytes);
                    break;
                default:
                    ReadTrailer(ref bytes);
                    break;
            }
        }

        return _state == State.Done || Error is not null;
    }

    private void ReadHead(ref ReadOnlySpan<byte> bytes, ReplyStream stream, Timestamp at)
    {
        ReadOnlySpan<byte> head;
        if (_keptLength == 0 && bytes.IndexOf("\r\n\r\n"u8) is var end and >= 0)
        {
            head = bytes[..(end + 2)];
            bytes = bytes[(end + 4)..];
        }
        else
        {
            // Cut off: what came before the cut is kept until the rest is there.
            var before = _keptLength;
            Keep(bytes);
            var whole = _kept.AsSpan(0, _keptLength).IndexOf("\r\n\r\n"u8);
            if (whole < 0)
            {
                bytes = default;
                var start = _kept.AsSpan(0, Math.Min(_keptLength, "HTTP/1."u8.Length));
                if (!"HTTP/1."u8.StartsWith(start))
                    Error = $"the answer is not HTTP/1.1: {Encoding.Latin1.GetString(_kept, 0, Math.Min(_keptLength, LongestQuote))}"; // what speaks something else may wait for us
                else if (_keptLength > LongestHead)
                    Error = HeadTooLong;
                return;
            }

            head = _kept.AsSpan(0, whole + 2);
            bytes = bytes[(whole + 4 - before)..];
        }

        _keptLength = 0;
        if (head.Length > LongestHead)
        {
            Error = HeadTooLong;
            return;
        }

        if ((Error = _head.Read(head)) is not null || _head.IsInterim)
            return;
        stream.Reply.RetryAfter = _head.RetryAfter;
        stream.OnHead(_head.Status, _head.ContentType, at, _head.ContentEncoding, _head.Location);
        (_hasDigit, _inExtension, _lineLength, _left) = (false, false, 0, _head.Length ?? 0);
        _state = _head.HasNoBody ? State.Done
            : _head.IsChunked ? State.ChunkSize
            : _head.Length is { } length ? (length == 0 ? State.Done : State.Length)
            : State.UntilClose;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    private void ReadChunkSize(ref ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (b == (byte)'\n')
            {
                bytes = bytes[(i + 1)..];
                if (!_hasDigit)
                    Error = "a chunk without its size";
                _state = _left > 0 ? State.Chunk : State.Trailer;
                (_hasDigit, _inExtension, _lineLength) = (false, false, 0);
                return;
            }

            if (++_lineLength > LongestLine)
            {
                Error = "a chunk's size that does not end";
                return;
            }

            if (_inExtension)
                continue;
            var digit = Hex(b);
            if (digit >= 0 && _left < LargestChunk)
                (_left, _hasDigit) = ((_left * 16) + digit, true);
            else if (_hasDigit && b is (byte)';' or (byte)'\r' or (byte)' ' or (byte)'\t')
                _inExtension = true;
            else
                Error = "a chunk whose size is no number";
            if (Error is not null)
                return;
        }

        bytes = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    private void ReadChunkEnd(ref ReadOnlySpan<byte> bytes)
    {
        var b = bytes[0];
        bytes = bytes[1..];
        if (b == (byte)'\n')
            _state = State.ChunkSize;
        else if (b != (byte)'\r')
            Error = "a chunk that is longer than its size";
    }

    /// <summary>Header lines after the last chunk, up to an empty one.</summary>
    private void ReadTrailer(ref ReadOnlySpan<byte> bytes)
    {
        var b = bytes[0];
        bytes = bytes[1..];
        if (b == (byte)'\n')
        {
            _state = _lineLength == 0 ? State.Done : State.Trailer;
            _lineLength = 0;
        }
        else if (b != (byte)'\r' && ++_lineLength > LongestLine)
        {
            Error = "a trailer that does not end";
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_kept.Length < _keptLength + bytes.Length)
            Array.Resize(ref _kept, Math.Max(1024, (_keptLength + bytes.Length) * 2));
        bytes.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += bytes.Length;
    }

    private static int Hex(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };
}
