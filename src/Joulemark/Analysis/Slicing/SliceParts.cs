namespace Joulemark.Analysis.Slicing;

/// <summary>The slices that a time falls into, each with its share of that time. Walked through millions of times: nothing is allocated.</summary>
internal ref struct SliceParts
{
    private const int Reach = 16; // slices that one is looked for in first: they are nearly of one length

    private readonly ReadOnlySpan<long> _cuts;
    private readonly long _from;
    private readonly long _to;
    private int _slice;

    /// <summary>The parts of a time.</summary>
    /// <param name="cuts">Where slices begin and end, in nanoseconds, rising.</param>
    /// <param name="from">Its start.</param>
    /// <param name="to">Its end; a moment where it is no later.</param>
    public SliceParts(ReadOnlySpan<long> cuts, long from, long to)
    {
        _cuts = cuts;
        (_from, _to) = (from, Math.Max(from, to));
        _slice = Math.Max(0, At(cuts, from)) - 1;
    }

    /// <summary>The part that the walk is at.</summary>
    public readonly (int Slice, double Share) Current =>
        (_slice, _from == _to ? 1 : (Math.Min(_to, _cuts[_slice + 1]) - Math.Max(_from, _cuts[_slice])) / (double)(_to - _from));

    /// <summary>The slice that a moment is in: −1 before the first, and the number of slices after the last.</summary>
    public static int At(ReadOnlySpan<long> cuts, long time)
    {
        var last = cuts.Length - 1;
        if (time < cuts[0] || time >= cuts[last])
            return time < cuts[0] ? -1 : last;
        var guess = (int)((double)(time - cuts[0]) / (cuts[last] - cuts[0]) * last);
        var (low, high) = (Math.Max(0, guess - Reach), Math.Min(last, guess + Reach));
        if (cuts[low] > time || cuts[high] <= time)
            (low, high) = (0, last);
        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            if (cuts[middle] <= time)
                low = middle;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Goes on to the next.</summary>
    public bool MoveNext() => ++_slice < _cuts.Length - 1 && (_from == _to ? _cuts[_slice] <= _from && _from < _cuts[_slice + 1] : _cuts[_slice] < _to);

    /// <summary>The walk itself.</summary>
    public readonly SliceParts GetEnumerator() => this;
}
