namespace Joulemark.Analysis;

/// <summary>
/// A counter's energy at a moment between two of its updates, where it is known when those were. It depends on the readings
/// and the moment alone, so that energies of adjacent windows add up.
/// </summary>
/// <param name="Joules">What to add to the counter's last reading no later than the moment.</param>
/// <param name="Instant">Standard uncertainty for when the updates were, in joules.</param>
/// <param name="Sampling">Standard uncertainty for how power ran between them, in joules.</param>
internal readonly record struct SharpEdge(double Joules, double Instant, double Sampling)
{
    private const double MostPeriods = 1.6;
    private const double MostLoosePeriods = 2.5;

    /// <summary>How far before and after an edge readings matter: a dozen of the longest update periods.</summary>
    public static TimeSpan Reach { get; } = TimeSpan.FromSeconds(6);

    /// <summary>Looks for the updates around a moment.</summary>
    /// <param name="series">The channel's series.</param>
    /// <param name="good">Its good readings.</param>
    /// <param name="at">The last of them at or before the moment.</param>
    /// <param name="time">The moment, in nanoseconds.</param>
    /// <param name="period">Update period in seconds.</param>
    /// <param name="joulesOnly">True where nobody asks for the uncertainties, which cost the most: they may be NaN.</param>
    /// <returns>Null where the updates are not known well enough.</returns>
    public static SharpEdge? At(ChannelSeries series, in GoodReadings good, int at, long time, double period, bool joulesOnly = false)
    {
        var updates = new CounterUpdates(series, good, time, period);
        var value = updates.ValueOf(at);
        var previous = updates.Into(value, at);
        if (updates.OutOf(value, at) is not { } next)
            return Open(series, updates, previous, time);
        var second = updates.OutOf(next.Value);
        var known = CounterInstant.Of(next, CounterInstant.Tight(second, period), -1, period)
            ?? CounterInstant.Of(next, CounterInstant.Tight(previous, period), 1, period);
        var middle = known ?? next.Within(period);

        // The first reading after the moment may show an update from before it.
        var from = middle.Time <= 0 ? middle : known is null ? previous?.Within(period) : CounterInstant.Of(previous, middle, -1, period);
        var to = middle.Time > 0 ? middle : known is null ? second?.Within(period) : CounterInstant.Of(second, middle, 1, period);
        if (from is not { } start || to is not { } end || end.Time <= start.Time
            || end.Time - start.Time > (known is null ? MostLoosePeriods : MostPeriods) * period)
            return null;
        if (updates.Between(start.Value, end.Value) is not { } gain || CounterSteps.Between(series, good, at, updates.First(start.Value)) is not { } offset)
            return null;

        var interval = new UpdateInterval(start, end, gain);
        if (known is null && joulesOnly)
            return new SharpEdge(offset + interval.Straight, double.NaN, double.NaN);
        var before = CounterPower.Beside(updates, start, forward: false);
        var after = CounterPower.Beside(updates, end, forward: true);
        var inside = known is null ? interval.AtLooseEdge(before, after) : interval.AtEdge(before, after);
        return inside with { Joules = offset + inside.Joules };
    }

    /// <summary>Where the readings end before the next update, power goes on as it was.</summary>
    private static SharpEdge? Open(ChannelSeries series, in CounterUpdates updates, CounterUpdate? previous, long time)
    {
        var newest = series.Times[^1];
        if (CounterInstant.Tight(previous, updates.Period) is not { } start || (newest - time) / 1e9 - start.Time > MostPeriods * updates.Period)
            return null;
        if (CounterPower.Beside(updates, start, forward: false) is not { } power)
            return null;
        var age = Math.Max(0, -start.Time);
        return new SharpEdge(power.Watts * age, power.Watts * start.Uncertainty, age * ((power.Roughness ?? power.Watts) + power.Uncertainty));
    }
}
