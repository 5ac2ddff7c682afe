namespace Joulemark.Analysis;

/// <summary>When a counter came to its value.</summary>
/// <param name="Value">Number of that value (<see cref="CounterUpdates"/>).</param>
/// <param name="Time">The moment, in seconds from the edge that is looked at.</param>
/// <param name="Uncertainty">Its standard uncertainty, in seconds.</param>
internal readonly record struct CounterInstant(int Value, double Time, double Uncertainty)
{
    /// <summary>How far a device's own clock strays from its period in one update, as a share of it.</summary>
    private const double Irregularity = 0.05;

    private static readonly double OfUniform = 1 / Math.Sqrt(12);

    /// <summary>Anywhere between two moments: the middle, give or take the width over √12.</summary>
    public static CounterInstant Between(int value, double from, double to) => new(value, (from + to) / 2, (to - from) * OfUniform);

    /// <summary>Moment of an update that is known by itself.</summary>
    public static CounterInstant? Tight(CounterUpdate? seen, double period) =>
        seen is { } update && update.IsTight(period) ? Between(update.Value, update.From, update.To) : null;

    /// <summary>
    /// Moment of an update: its middle where it is tight; else as many periods from a neighbour that is known as it is
    /// updates away, but not outside of where it was seen.
    /// </summary>
    public static CounterInstant? Of(CounterUpdate? seen, CounterInstant? neighbour, int updatesOn, double period)
    {
        if (seen is not { } update)
            return null;
        var own = Between(update.Value, update.From, update.To);
        if (Tight(seen, period) is { } tight)
            return tight;
        if (neighbour is not { } known)
            return null;
        var strayed = Irregularity * period;
        return new CounterInstant(
            update.Value,
            Math.Clamp(known.Time + (updatesOn * period), update.From, update.To),
            Math.Min(own.Uncertainty, Math.Sqrt((known.Uncertainty * known.Uncertainty) + (strayed * strayed))));
    }
}
