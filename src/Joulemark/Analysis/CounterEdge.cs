using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>What a window's edge does to a counter's energy.</summary>
/// <param name="Watts">Power near the edge: the larger of before and after, for it may have changed just there.</param>
/// <param name="MeanAge">Mean of the reading's age, in seconds.</param>
/// <param name="MeanSquareAge">Mean of its square.</param>
/// <param name="StaleSeconds">How long the counter stood still there, where that is far too long for it; else 0.</param>
/// <param name="Interpolation">Standard uncertainty of how power ran between the readings or updates around the edge, in joules.</param>
/// <param name="Instant">Standard uncertainty for when the updates around a sharp edge were, in joules; else 0.</param>
internal readonly record struct CounterEdge(double Watts, double MeanAge, double MeanSquareAge, double StaleSeconds, double Interpolation, double Instant = 0)
{
    private const double StretchPeriods = 4;
    private const double LateAfterPeriods = 2;
    private const double StaleAfterPeriods = 30;
    private const double StaleAfterSeconds = 3;

    /// <summary>An edge at which it is known when the counter was updated: nothing is old there.</summary>
    public static CounterEdge At(SharpEdge sharp) => new(0, 0, 0, 0, sharp.Sampling, sharp.Instant);

    /// <summary>
    /// Looks at the readings around an edge. A counter that updates every τ shows energy of an age uniform over τ; one that
    /// has stood still for λ longer than that shows it λ older. Between two readings h apart the energy at a share s of the
    /// way is wrong by √(s(1−s))·h·σ where the mean power of such stretches varies by σ (a Brownian bridge), and a step of
    /// power inside errs by less; σ is the largest difference between neighbouring stretches, over √2.
    /// </summary>
    /// <param name="series">The channel's series.</param>
    /// <param name="good">Its good readings.</param>
    /// <param name="at">The last of them at or before the edge.</param>
    /// <param name="time">The edge, in nanoseconds.</param>
    /// <param name="period">Update period in seconds.</param>
    /// <param name="reach">How far to look for the ends of a standstill, in seconds.</param>
    /// <param name="mean">Mean watts of the window, for where nothing near the edge says more.</param>
    public static CounterEdge At(ChannelSeries series, in GoodReadings good, int at, long time, double period, double reach, double mean)
    {
        var next = good.After(at);
        var (held, released, changed) = Standstill(good, at, reach);
        var standstill = good.Seconds(held, released);
        var bracket = next < 0 ? 0 : good.Seconds(at, next);
        var length = Math.Max(Math.Max(StretchPeriods * period, standstill), bracket);
        var back = Stretch(series, good, held, held, length, forward: false);
        var backer = Stretch(series, good, back.To, back.To, length, forward: false);
        var on = Stretch(series, good, held, Math.Max(next, changed), length, forward: true);
        var further = Stretch(series, good, on.To, on.To, length, forward: true);

        // A counter of coarse steps stands still by nature until the next step, and a model's while nothing runs; late is
        // hardware that hides more than a step or two.
        var hidden = changed < 0 ? null : CounterSteps.Between(series, good, released, changed);
        var late = series.Channel.Provenance == Provenance.Counter && standstill > LateAfterPeriods * period
            && (hidden ?? ((back.Watts ?? mean) * standstill)) > 2 * (series.Channel.Resolution ?? 0);
        var age = late ? (time - good.Time(held)) / 1e9 : 0;

        var share = next < 0 ? 0 : (time - good.Time(at)) / (double)Math.Max(1, good.Time(next) - good.Time(at));
        var watts = Math.Max(back.Watts ?? on.Watts ?? mean, on.Watts ?? 0);
        var spread = Max(Difference(backer.Watts, back.Watts), Difference(back.Watts, on.Watts), Difference(on.Watts, further.Watts)) ?? watts;
        return new CounterEdge(
            watts,
            age + (period / 2),
            (age * age) + (age * period) + (period * period / 3),
            late && (standstill >= StaleAfterSeconds || standstill >= StaleAfterPeriods * period) ? standstill : 0,
            Math.Sqrt(share * (1 - share)) * bracket * spread / Math.Sqrt(2));
    }

    /// <summary>The first and the last reading with the value that the edge sees, and the first other one (−1: none).</summary>
    private static (int First, int Last, int Changed) Standstill(in GoodReadings good, int at, double reach)
    {
        var last = at;
        var next = good.After(at);
        for (; next >= 0 && good.Value(next) == good.Value(at) && good.Seconds(at, next) <= reach; next = good.After(next))
            last = next;
        return (FirstHeld(good, at, reach), last, next >= 0 && good.Value(next) == good.Value(at) ? -1 : next);
    }

    /// <summary>How far beyond a window to look for the ends of a standstill, in seconds: far enough to call it one.</summary>
    public static double Reach(double windowSeconds, double period) =>
        Math.Max(windowSeconds, Math.Max(StaleAfterSeconds, StaleAfterPeriods * period));

    /// <summary>The first of the readings up to one that have its value.</summary>
    public static int FirstHeld(in GoodReadings good, int at, double reach)
    {
        var first = at;
        for (var i = good.Before(at); i >= 0 && good.Value(i) == good.Value(at) && good.Seconds(i, at) <= reach; i = good.Before(i))
            first = i;
        return first;
    }

    /// <summary>Mean power from a reading to the first one that is far enough away; none when there is no such one.</summary>
    private static (int To, double? Watts) Stretch(ChannelSeries series, in GoodReadings good, int from, int noNearerThan, double length, bool forward)
    {
        if (from < 0)
            return (-1, null);
        var to = from;
        do
            to = forward ? good.After(to) : good.Before(to);
        while (to >= 0 && (Math.Abs(good.Seconds(from, to)) < length || (forward && to < noNearerThan)));
        if (to < 0)
            return (-1, null);
        var (a, b) = forward ? (from, to) : (to, from);
        return (to, CounterSteps.Between(series, good, a, b) / Math.Max(1e-9, good.Seconds(a, b)));
    }

    private static double? Difference(double? a, double? b) => a - b is { } d ? Math.Abs(d) : null;

    private static double? Max(params ReadOnlySpan<double?> values)
    {
        double? most = null;
        foreach (var value in values)
            most = value > most || most is null ? value : most;
        return most;
    }
}
