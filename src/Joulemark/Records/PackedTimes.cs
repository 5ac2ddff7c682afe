using System.Collections;
using Joulemark.Metrology;

namespace Joulemark.Records;

/// <summary>
/// Moments as differences of variable length, about four bytes each instead of eight and more. Made to be walked through;
/// the first and the last are at hand, any other is found by walking.
/// </summary>
internal sealed class PackedTimes : IReadOnlyList<Timestamp>
{
    private readonly byte[] _bytes;
    private readonly int _start; // of the differences
    private readonly long _first;
    private readonly long _last;

    private PackedTimes(byte[] bytes, int offset, int count)
    {
        (_bytes, Count) = (bytes, count);
        _first = Read(bytes, ref offset);
        _last = _first + Read(bytes, ref offset);
        _start = offset;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public Timestamp this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            if (index == Count - 1)
                return new Timestamp(_last);
            var (at, time) = (_start, _first);
            for (var i = 0; i < index; i++)
                time += Read(_bytes, ref at);
            return new Timestamp(time);
        }
    }

    /// <summary>Unpacks all moments, in nanoseconds.</summary>
    public void CopyTo(Span<long> nanoseconds)
    {
        var (at, time) = (_start, _first);
        for (var i = 0; i < Count; i++)
            nanoseconds[i] = i == 0 ? time : time += Read(_bytes, ref at);
    }

    /// <inheritdoc/>
    public IEnumerator<Timestamp> GetEnumerator()
    {
        var (at, time) = (_start, _first);
        for (var i = 0; i < Count; i++)
        {
            if (i > 0)
                time += Read(_bytes, ref at);
            yield return new Timestamp(time);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Differences may be negative where a record was made by hand or imported: the sign is in the lowest bit.
    private static long Read(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var one = bytes[at++];
            value |= (ulong)(one & 0x7F) << shift;
            if (one < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }

    private static int Write(Span<byte> bytes, long difference)
    {
        var value = ((ulong)difference << 1) ^ (ulong)(difference >> 63);
        var at = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[at++] = (byte)(value | 0x80);
        bytes[at++] = (byte)value;
        return at;
    }

    /// <summary>Where the bytes of many lists are: large pages, so that each list costs its bytes and no object.</summary>
    internal sealed class Store
    {
        private const int PageBytes = 1 << 20;
        private const int MostBytesOfOne = 10; // a difference of 64 bits in groups of seven

        private readonly List<byte[]> _pages = [];
        private int _used = PageBytes;

        /// <summary>Bytes of all pages.</summary>
        public long Bytes => _pages.Sum(p => (long)p.Length);

        /// <summary>Keeps a list, and says where.</summary>
        public long Add(IReadOnlyList<Timestamp> times) => Add(times switch
        {
            ArraySegment<Timestamp> segment => segment.AsSpan(),
            Timestamp[] array => array,
            _ => times.ToArray(),
        });

        /// <summary>The list that was kept there.</summary>
        public IReadOnlyList<Timestamp> Get(long address, int count) =>
            count == 0 ? [] : new PackedTimes(_pages[(int)(address >> 32)], (int)address, count);

        private long Add(ReadOnlySpan<Timestamp> times)
        {
            if (times.Length == 0)
                return 0;
            var room = (times.Length + 1) * MostBytesOfOne;
            if (_used + room > (_pages.Count > 0 ? _pages[^1].Length : 0))
            {
                _pages.Add(new byte[Math.Max(PageBytes, room)]);
                _used = 0;
            }

            var page = _pages[^1];
            var address = ((long)(_pages.Count - 1) << 32) | (uint)_used;
            _used += Write(page.AsSpan(_used), times[0].Nanoseconds);
            _used += Write(page.AsSpan(_used), times[^1].Nanoseconds - times[0].Nanoseconds);
            var before = times[0].Nanoseconds;
            foreach (var time in times[1..])
            {
                _used += Write(page.AsSpan(_used), time.Nanoseconds - before);
                before = time.Nanoseconds;
            }

            return address;
        }
    }
}
