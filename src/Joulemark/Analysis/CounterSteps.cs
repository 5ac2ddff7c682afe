using System.Globalization;

namespace Joulemark.Analysis;

/// <summary>Joules between a counter's readings, wraps followed as long as there is one way only to follow them.</summary>
internal static class CounterSteps
{
    private const int NeighbourSteps = 20;
    private const double NeighbourPeriods = 4;
    private const double LeastOfNeighbours = 0.5;
    private const double MostOfNeighbours = 1.5;
    private const double ShortestSlack = 0.1; // seconds: as in StepRules

    /// <summary>
    /// Joules from one good reading to the next; null, with the reason, when nobody can tell. The candidates are the
    /// difference and whole wraps above it. Those that the device cannot have drawn are out. Where several are left, or its
    /// maximum is unknown and the counter fell or was long unread, the power before and after must single one out: between
    /// half of the smaller and one and a half of the larger.
    /// </summary>
    /// <param name="series">The channel's series.</param>
    /// <param name="good">Its good readings.</param>
    /// <param name="rules">What its steps may be.</param>
    /// <param name="held">The first of them with the value of <paramref name="from"/>: a counter that stood still catches up.</param>
    /// <param name="from">One reading.</param>
    /// <param name="to">The next.</param>
    /// <param name="gapLimit">Seconds between readings from which on a counter without a known maximum is doubted.</param>
    /// <param name="problem">Why there is no number.</param>
    public static double? Step(ChannelSeries series, in GoodReadings good, in StepRules rules, int held, int from, int to, double gapLimit, out ChannelEnergy? problem)
    {
        var channel = series.Channel;
        var seconds = good.Seconds(from, to);
        var difference = good.Value(to) - good.Value(from);
        var most = rules.MostJoules(good.Seconds(held, to));
        problem = null;
        if (channel.WrapsAt is not { Joules: > 0 and var wrap })
            return difference >= 0 && !(difference > most) ? difference : Broken(series, good, from, to, out problem);

        var least = difference < 0 ? difference + wrap : difference;
        if (least < 0 || least > most)
            return Broken(series, good, from, to, out problem);

        // What no device of its kind draws rules a spike out, but is too far off to say that a fall was a wrap.
        var known = channel.MaxPower is null ? null : most;
        if (known is { } limit ? least + wrap > limit : difference >= 0 && seconds <= gapLimit)
            return least;

        if (Plausible(series, good, held, to) is not { } plausible)
            return difference < 0 && known is null ? Broken(series, good, from, to, out problem) : Ambiguous(channel.Name, seconds, out problem);
        var (low, high) = (plausible.Low, Math.Min(plausible.High, most ?? double.MaxValue));
        var candidate = least + (wrap * Math.Max(0, Math.Ceiling((low - least) / wrap)));
        if (candidate > high)
            return seconds <= gapLimit ? Broken(series, good, from, to, out problem) : Ambiguous(channel.Name, seconds, out problem);
        return candidate + wrap > high ? candidate : Ambiguous(channel.Name, seconds, out problem);
    }

    /// <summary>Joules between two readings some steps apart, for judging the power there; null where the counter broke.</summary>
    public static double? Between(ChannelSeries series, in GoodReadings good, int from, int to)
    {
        double sum = 0;
        var rules = new StepRules(series.Channel);
        for (int i = from, held = i, next; i < to; i = next)
        {
            next = good.After(i);
            if (rules.Step(good.Value(i), good.Value(next), good.Seconds(held, next)) is not { } step)
                return null;
            sum += step;
            held = step == 0 ? held : next;
        }

        return sum;
    }

    /// <summary>Joules that the power on both sides makes plausible for a step; null without power on both sides.</summary>
    private static (double Low, double High)? Plausible(ChannelSeries series, in GoodReadings good, int from, int to)
    {
        if (Neighbouring(series, good, from, -1) is not { } before || Neighbouring(series, good, to, 1) is not { } after)
            return null;
        var seconds = good.Seconds(from, to);
        var slack = Math.Max(before, after) * Math.Max(series.Channel.UpdatePeriodSeconds ?? 0, ShortestSlack);
        return ((LeastOfNeighbours * Math.Min(before, after) * seconds) - slack, (MostOfNeighbours * Math.Max(before, after) * seconds) + (2 * slack));
    }

    /// <summary>Mean watts over the steps next to a reading, those left out where the counter falls.</summary>
    private static double? Neighbouring(ChannelSeries series, in GoodReadings good, int from, int direction)
    {
        var longEnough = NeighbourPeriods * (series.Channel.UpdatePeriodSeconds ?? 0);
        double joules = 0, seconds = 0;
        for (int at = from, steps = 0; steps < NeighbourSteps || seconds < longEnough; steps++)
        {
            var next = direction > 0 ? good.After(at) : good.Before(at);
            if (next < 0)
                break;
            var step = (good.Value(next) - good.Value(at)) * direction;
            joules += step >= 0 ? step : 0;
            seconds += step >= 0 ? Math.Abs(good.Seconds(at, next)) : 0;
            at = next;
        }

        return seconds > 0 ? joules / seconds : null;
    }

    private static double? Broken(ChannelSeries series, in GoodReadings good, int from, int to, out ChannelEnergy? problem)
    {
        problem = new ChannelEnergy(null, "counter-reset", string.Create(CultureInfo.InvariantCulture,
            $"{series.Channel.Name} went from {good.Value(from):0.###} J to {good.Value(to):0.###} J within {good.Seconds(from, to):0.###} s at {series.Time(to)}, which neither its power nor a wrap explains"));
        return null;
    }

    private static double? Ambiguous(string channel, double seconds, out ChannelEnergy? problem)
    {
        problem = new ChannelEnergy(null, "sample-gap", string.Create(CultureInfo.InvariantCulture,
            $"{channel} was not read for {seconds:0.#} s, in which it may have wrapped more than once"));
        return null;
    }
}
