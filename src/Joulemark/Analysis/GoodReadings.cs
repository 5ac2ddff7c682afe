namespace Joulemark.Analysis;

/// <summary>A channel's good readings in time order, found by their place among all of them; nothing is copied.</summary>
internal readonly ref struct GoodReadings(ChannelSeries series)
{
    private readonly ReadOnlySpan<long> _times = series.Times;
    private readonly ReadOnlySpan<double> _values = series.Readings;
    private readonly double _largest = ReadingRules.Largest(series.Channel);

    /// <summary>Nanoseconds.</summary>
    public long Time(int index) => _times[index];

    public double Value(int index) => _values[index];

    /// <summary>Seconds from one reading to another.</summary>
    public double Seconds(int from, int to) => (_times[to] - _times[from]) / 1e9;

    /// <summary>The next good reading after a place; −1 when there is none up to a moment.</summary>
    public int After(int index, long noLaterThan = long.MaxValue)
    {
        for (var i = index + 1; i < _values.Length && _times[i] <= noLaterThan; i++)
        {
            if (IsGood(i))
                return i;
        }

        return -1;
    }

    /// <summary>The good reading before a place; −1 when there is none down to a moment.</summary>
    public int Before(int index, long noEarlierThan = long.MinValue)
    {
        for (var i = index - 1; i >= 0 && _times[i] >= noEarlierThan; i--)
        {
            if (IsGood(i))
                return i;
        }

        return -1;
    }

    // NaN, which stands for a missing reading, is neither above nor below anything.
    public bool IsGood(int index) => _values[index] is var value && value >= 0 && value <= _largest;
}
