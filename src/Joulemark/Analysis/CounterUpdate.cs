namespace Joulemark.Analysis;

/// <summary>
/// An update of a counter: it happened after the last reading with the old value and no later than the first with the new
/// one. Times are seconds from the edge that is looked at.
/// </summary>
/// <param name="Reading">The first reading with the new value.</param>
/// <param name="From">When the old value was read last.</param>
/// <param name="To">When the new one was read first.</param>
internal readonly record struct CounterUpdate(int Reading, double From, double To)
{
    private const double MostPeriods = 2;
    private const double TightShare = 0.25;

    public double Width => To - From;

    /// <summary>True where it is known to a quarter of the period.</summary>
    public bool IsTight(double period) => Width <= TightShare * period;

    /// <summary>The moment, as well as the readings say it: an update is no older than a period when it is read.</summary>
    public CounterInstant Within(double period) => CounterInstant.Between(Reading, Math.Max(From, To - period), To);

    /// <summary>The update that brought the value of a reading; null where the counter stood longer than it should.</summary>
    public static CounterUpdate? Into(in GoodReadings good, int reading, long edge, double period)
    {
        for (int first = reading, before; (before = good.Before(first)) >= 0 && good.Seconds(first, reading) <= MostPeriods * period; first = before)
        {
            if (good.Value(before) != good.Value(reading))
                return Make(good, before, first, edge);
        }

        return null;
    }

    /// <summary>The update that ended the value of a reading; null where the counter stood longer than it should, or was read no more.</summary>
    public static CounterUpdate? OutOf(in GoodReadings good, int reading, long edge, double period)
    {
        for (int last = reading, next; (next = good.After(last)) >= 0 && good.Seconds(reading, last) <= MostPeriods * period; last = next)
        {
            if (good.Value(next) != good.Value(reading))
                return Make(good, last, next, edge);
        }

        return null;
    }

    private static CounterUpdate Make(in GoodReadings good, int before, int first, long edge) =>
        new(first, (good.Time(before) - edge) / 1e9, (good.Time(first) - edge) / 1e9);
}
