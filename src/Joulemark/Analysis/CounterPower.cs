namespace Joulemark.Analysis;

/// <summary>Mean power of a counter over some updates on one side of a moment.</summary>
/// <param name="Watts">The power.</param>
/// <param name="Uncertainty">Its standard uncertainty, from when the updates at its ends were.</param>
/// <param name="Roughness">How much the stretch beyond differs; null where nothing is known of that.</param>
internal readonly record struct CounterPower(double Watts, double Uncertainty, double? Roughness)
{
    private const double Periods = 4;

    /// <summary>Power on one side of an update; null where the readings do not reach far enough, or the counter broke.</summary>
    public static CounterPower? Beside(ChannelSeries series, in GoodReadings good, CounterInstant from, long edge, double period, bool forward)
    {
        if (Stretch(series, good, from, edge, period, forward) is not { } near)
            return null;
        var far = Stretch(series, good, near.End, edge, period, forward);
        return new CounterPower(near.Watts, near.Uncertainty, far is { } beyond ? Roughness(near, beyond) : null);

        // What the instants alone make of a difference is no roughness.
        static double Roughness((CounterInstant End, double Watts, double Uncertainty) a, (CounterInstant End, double Watts, double Uncertainty) b) =>
            Math.Sqrt(Math.Max(0, ((a.Watts - b.Watts) * (a.Watts - b.Watts)) - (a.Uncertainty * a.Uncertainty) - (b.Uncertainty * b.Uncertainty)));
    }

    private static (CounterInstant End, double Watts, double Uncertainty)? Stretch(
        ChannelSeries series, in GoodReadings good, CounterInstant from, long edge, double period, bool forward)
    {
        var end = from;
        while (Math.Abs(end.Time - from.Time) < Periods * period)
        {
            var before = forward ? end.Reading : good.Before(end.Reading);
            if (before < 0 || (forward ? CounterUpdate.OutOf(good, before, edge, period) : CounterUpdate.Into(good, before, edge, period)) is not { } update)
                return null;
            end = update.Within(period);
        }

        var (a, b) = forward ? (from, end) : (end, from);
        if (CounterSteps.Between(series, good, a.Reading, b.Reading) is not { } joules)
            return null;
        var seconds = b.Time - a.Time;
        var watts = joules / seconds;
        return (end, watts, watts * Math.Sqrt((a.Uncertainty * a.Uncertainty) + (b.Uncertainty * b.Uncertainty)) / seconds);
    }
}
