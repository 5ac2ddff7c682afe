namespace Joulemark.Analysis;

/// <summary>Mean power of a counter over some updates on one side of a moment.</summary>
/// <param name="Watts">The power.</param>
/// <param name="Uncertainty">Its standard uncertainty, from when the updates at its ends were.</param>
/// <param name="Roughness">How much the stretch beyond differs; null where nothing is known of that.</param>
internal readonly record struct CounterPower(double Watts, double Uncertainty, double? Roughness)
{
    private const double Periods = 4;

    /// <summary>Power on one side of an update; null where the readings do not reach far enough, or the counter broke.</summary>
    public static CounterPower? Beside(in CounterUpdates updates, CounterInstant from, bool forward)
    {
        if (Stretch(updates, from, forward) is not { } near)
            return null;
        var far = Stretch(updates, near.End, forward);
        return new CounterPower(near.Watts, near.Uncertainty, far is { } beyond ? Roughness(near, beyond) : null);

        // What the instants alone make of a difference is no roughness.
        static double Roughness((CounterInstant End, double Watts, double Uncertainty) a, (CounterInstant End, double Watts, double Uncertainty) b) =>
            Math.Sqrt(Math.Max(0, ((a.Watts - b.Watts) * (a.Watts - b.Watts)) - (a.Uncertainty * a.Uncertainty) - (b.Uncertainty * b.Uncertainty)));
    }

    private static (CounterInstant End, double Watts, double Uncertainty)? Stretch(in CounterUpdates updates, CounterInstant from, bool forward)
    {
        var end = from;
        while (Math.Abs(end.Time - from.Time) < Periods * updates.Period)
        {
            if ((forward ? updates.OutOf(end.Value) : updates.Into(end.Value - 1)) is not { } update)
                return null;
            end = update.Within(updates.Period);
        }

        var (a, b) = forward ? (from, end) : (end, from);
        if (updates.Between(a.Value, b.Value) is not { } joules)
            return null;
        var seconds = b.Time - a.Time;
        var watts = joules / seconds;
        return (end, watts, watts * Math.Sqrt((a.Uncertainty * a.Uncertainty) + (b.Uncertainty * b.Uncertainty)) / seconds);
    }
}
