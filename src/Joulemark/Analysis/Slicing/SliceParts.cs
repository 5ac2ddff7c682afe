namespace Joulemark.Analysis.Slicing;

/// <summary>The slices that a time falls into, each with its share of that time. Walked through millions of times: nothing is allocated.</summary>
internal struct SliceParts
{
    private readonly double _start;
    private readonly double _end;
    private readonly bool _isMoment;
    private readonly int _after;
    private int _slice;

    /// <summary>The parts of a time.</summary>
    /// <param name="start">Its start, in slices from the window's.</param>
    /// <param name="end">Its end.</param>
    /// <param name="count">Slices of the window.</param>
    public SliceParts(double start, double end, int count)
    {
        (_start, _end, _isMoment) = (start, end, end - start < 1e-9);
        _slice = start >= count ? count : (int)Math.Max(0, start);
        _after = _isMoment ? start >= 0 && start < count ? _slice + 1 : _slice
            : end <= 0 ? 0 : (int)Math.Min(count, Math.Ceiling(end));
        _slice--;
    }

    /// <summary>The part that the walk is at.</summary>
    public readonly (int Slice, double Share) Current =>
        (_slice, _isMoment ? 1 : Math.Max(0, Math.Min(_end, _slice + 1) - Math.Max(_start, _slice)) / (_end - _start));

    /// <summary>Goes on to the next.</summary>
    public bool MoveNext() => ++_slice < _after;

    /// <summary>The walk itself.</summary>
    public readonly SliceParts GetEnumerator() => this;
}
