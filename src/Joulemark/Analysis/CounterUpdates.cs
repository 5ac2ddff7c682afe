namespace Joulemark.Analysis;

/// <summary>
/// A counter's updates as an edge sees them. Each value that the counter had is numbered, in time order; its update is the one
/// that brought it. The first value has none: nobody saw it come.
/// </summary>
/// <param name="series">The channel's series.</param>
/// <param name="good">Its good readings.</param>
/// <param name="edge">The edge, in nanoseconds.</param>
/// <param name="period">Update period in seconds.</param>
internal readonly ref struct CounterUpdates(ChannelSeries series, GoodReadings good, long edge, double period)
{
    private const double MostPeriods = 2;

    private readonly GoodReadings _good = good;
    private readonly ReadOnlySpan<int> _firsts = series.FirstReadings;
    private readonly StepRules _rules = new(series.Channel);

    /// <summary>Update period in seconds.</summary>
    public double Period => period;

    /// <summary>Number of the value of a good reading.</summary>
    public int ValueOf(int reading)
    {
        var found = _firsts.BinarySearch(reading);
        return found < 0 ? ~found - 1 : found;
    }

    /// <summary>The first reading of a value.</summary>
    public int First(int value) => _firsts[value];

    /// <summary>The update that brought a value which another followed; null where nobody saw it, or the counter stood longer than it should.</summary>
    public CounterUpdate? Into(int value) => Into(value, Last(value));

    /// <summary>The update that brought a value; null where nobody saw it, or the counter had stood longer than it should at a reading of it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="reading">The reading.</param>
    public CounterUpdate? Into(int value, int reading) =>
        value > 0 && _good.Seconds(_firsts[value], reading) <= MostPeriods * period ? Make(value) : null;

    /// <summary>The update that ended a value; null where the counter stood longer than it should, or was read no more.</summary>
    public CounterUpdate? OutOf(int value) => OutOf(value, _firsts[value]);

    /// <summary>The update that ended a value; null where the counter stood longer than it should after a reading of it, or was read no more.</summary>
    public CounterUpdate? OutOf(int value, int reading) =>
        value + 1 < _firsts.Length && _good.Seconds(reading, Last(value)) <= MostPeriods * period ? Make(value + 1) : null;

    /// <summary>Joules from one value to a later one, for judging the power there; null where the counter broke.</summary>
    public double? Between(int from, int to)
    {
        double sum = 0;
        for (var value = from; value < to; value++)
        {
            var (one, next) = (_firsts[value], _firsts[value + 1]);
            if (_rules.Step(_good.Value(one), _good.Value(next), _good.Seconds(one, next)) is not { } step)
                return null;
            sum += step;
        }

        return sum;
    }

    private int Last(int value) => _good.Before(_firsts[value + 1]);

    private CounterUpdate Make(int value) =>
        new(value, (_good.Time(Last(value - 1)) - edge) / 1e9, (_good.Time(_firsts[value]) - edge) / 1e9);
}
