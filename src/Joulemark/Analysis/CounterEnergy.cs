using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// Energy of a window from a counter: the sum of its steps, with the first and the last taken by the share of them that lies
/// in the window. A counter loses nothing between readings; it is the edges that hurt (<see cref="SharpEdge"/> where they can be known,
/// <see cref="CounterEdge"/> elsewhere).
/// </summary>
internal static class CounterEnergy
{
    private const double FrozenAfterPeriods = 5;
    private const double ShortestFrozenSeconds = 0.2;
    private const double LongestFrozenSeconds = 1;
    private const double MostStale = 0.10;

    public static ChannelEnergy Of(ChannelSeries series, in GoodReadings good, WindowSpan window, double sampleRate, RecentEdges? edges = null)
    {
        var channel = series.Channel;
        if (Reckon(series, good, window, sampleRate, edges, out var reckoned) is { } problem)
            return problem;

        // Hardware that counts nothing at all for this long is stuck, or a hypervisor's idea of a counter: not 0 J. Nor does a model of a part of the machine.
        var period = Period(channel, sampleRate);
        if (reckoned.Straight == 0 && (channel.Provenance == Provenance.Counter || (channel.Provenance == Provenance.Modelled && !WindowEnergy.IsShare(channel))) && window.Seconds >= Math.Clamp(FrozenAfterPeriods * period, ShortestFrozenSeconds, LongestFrozenSeconds))
        {
            return new ChannelEnergy(null, "frozen-counter", string.Create(CultureInfo.InvariantCulture,
                $"{channel.Name} stood at {good.Value(window.Before):0.###} J for the whole {window.Seconds:0.##} s"));
        }

        var (reach, mean) = (CounterEdge.Reach(window.Seconds, period), reckoned.Joules / window.Seconds);
        var a = reckoned.Start is { } sharp ? CounterEdge.At(sharp) : CounterEdge.At(series, good, window.Before, window.Start, period, reach, mean);
        var b = reckoned.End is { } sharpEnd ? CounterEdge.At(sharpEnd) : CounterEdge.At(series, good, reckoned.EndAt, window.End, period, reach, mean);
        var energy = WithUncertainty(channel, reckoned.Joules, a, b);
        return energy.Energy is null ? energy : energy with { AsRead = new Energy(Math.Max(0, reckoned.Straight)) };
    }

    /// <summary>The joules alone; null where there are none whatever the uncertainty is.</summary>
    public static Energy? Joules(ChannelSeries series, in GoodReadings good, WindowSpan window, double sampleRate, RecentEdges edges) =>
        Reckon(series, good, window, sampleRate, edges, out var reckoned) is null ? new Energy(reckoned.Joules) : null;

    /// <summary>Reckons the joules, or says why there are none.</summary>
    private static ChannelEnergy? Reckon(ChannelSeries series, in GoodReadings good, WindowSpan window, double sampleRate, RecentEdges? edges, out Reckoned reckoned)
    {
        var channel = series.Channel;
        var (limit, rules) = (EnergyIntegrator.GapLimit(channel, sampleRate).TotalSeconds, new StepRules(channel));
        double joules = 0, first = 0, last = 0;
        reckoned = default;
        for (int i = window.Before, held = CounterEdge.FirstHeld(good, i, CounterEdge.Reach(window.Seconds, Period(channel, sampleRate))), next; i < window.After; i = next)
        {
            next = good.After(i);
            var step = CounterSteps.Step(series, good, rules, held, i, next, limit, out var problem);
            if (step is null)
                return problem!;
            joules += step.Value;
            if (i == window.Before)
                first = step.Value;
            last = step.Value;
            held = step.Value == 0 ? held : next;
        }

        var (startFrom, startTo) = (window.Before, good.After(window.Before));
        var (endFrom, endTo) = (good.Before(window.After), window.After);
        var gap = Math.Max(Uncovered(good, startFrom, startTo, window.Start), Uncovered(good, endFrom, endTo, window.End));
        if (gap > limit)
            return EnergyIntegrator.Gap(channel, gap, limit);

        var (onFirst, onLast) = (Share(good, startFrom, startTo, window.Start) * first, Share(good, endFrom, endTo, window.End) * last);
        var straight = joules - onFirst - (last - onLast);

        // Where it is known when a slow counter was updated, its energy at the edge is known better than by a straight line.
        var endAt = good.Time(endTo) == window.End ? endTo : endFrom;
        var (start, end) = (Sharp(series, good, startFrom, window.Start, edges), Sharp(series, good, endAt, window.End, edges));
        var correction = (end?.Joules - (endAt == endTo ? 0 : onLast) ?? 0) - (start?.Joules - onFirst ?? 0);
        var energy = Math.Max(0, straight + correction); // rounding alone could make it negative
        if (energy > rules.MostJoules(window.Seconds))
        {
            return new ChannelEnergy(null, "implausible", string.Create(CultureInfo.InvariantCulture,
                $"{channel.Name}: {energy:0.#} J in {window.Seconds:0.##} s is over twice what the device can draw ({PowerBounds.Of(channel)})"));
        }

        reckoned = new Reckoned(energy, straight, start, end, endAt);
        return null;
    }

    private static double Period(Channel channel, double sampleRate) => channel.UpdatePeriodSeconds ?? EnergyIntegrator.ReadingPeriod(channel, sampleRate);

    /// <summary>
    /// With a reading's age δ at each edge the energy is wrong by P₁δ₁ − P₂δ₂, whose mean square follows from those of the
    /// ages; for equal powers and ages that are uniform over the update period τ it is P²τ²/6. A floor to steps of q errs
    /// like the difference of two uniform numbers, q²/6.
    /// </summary>
    private static ChannelEnergy WithUncertainty(Channel channel, double joules, CounterEdge a, CounterEdge b)
    {
        var squares = (a.Watts * a.Watts * a.MeanSquareAge) + (b.Watts * b.Watts * b.MeanSquareAge) - (2 * a.Watts * a.MeanAge * b.Watts * b.MeanAge);
        var uncertainty = new EnergyUncertainty
        {
            Edge = Math.Sqrt(Math.Max(0, squares) + (a.Instant * a.Instant) + (b.Instant * b.Instant)),
            Quantisation = (channel.Resolution ?? 0) / Math.Sqrt(6),
            Sampling = Math.Sqrt((a.Interpolation * a.Interpolation) + (b.Interpolation * b.Interpolation)),
        };

        var stale = a.StaleSeconds > b.StaleSeconds ? a : b;
        if (stale.StaleSeconds > 0 && EnergyUncertainty.CoverageFactor * uncertainty.Edge > MostStale * joules)
        {
            return new ChannelEnergy(null, "stale-counter", string.Create(CultureInfo.InvariantCulture,
                $"{channel.Name} stood still for {stale.StaleSeconds:0.##} s across an edge of the window, so its {joules:0.#} J are uncertain by {EnergyUncertainty.CoverageFactor * uncertainty.Edge:0.#} J; the limit is {MostStale:P0}"));
        }

        return new ChannelEnergy(new Energy(joules)) { Uncertainty = uncertainty };
    }

    private static SharpEdge? Sharp(ChannelSeries series, in GoodReadings good, int at, long time, RecentEdges? edges) =>
        SlowCounter.PeriodOf(series.Channel) is not { } period ? null
        : edges is null ? SharpEdge.At(series, good, at, time, period) : edges.At(series, good, at, time, period);

    /// <summary>How much of the step from one reading to the next lies before a moment.</summary>
    private static double Share(in GoodReadings good, int from, int to, long time) =>
        Math.Clamp((time - good.Time(from)) / (double)Math.Max(1, good.Time(to) - good.Time(from)), 0, 1);

    /// <summary>Length of the step that an edge cuts, in seconds; 0 where the edge falls on a reading.</summary>
    private static double Uncovered(in GoodReadings good, int from, int to, long time) =>
        good.Time(from) < time && time < good.Time(to) ? good.Seconds(from, to) : 0;

    /// <summary>What a window's joules came to.</summary>
    /// <param name="Joules">The joules.</param>
    /// <param name="Straight">The same by a straight line from reading to reading.</param>
    /// <param name="Start">Its start where that is sharp.</param>
    /// <param name="End">Its end.</param>
    /// <param name="EndAt">The last reading that its end sees.</param>
    private readonly record struct Reckoned(double Joules, double Straight, SharpEdge? Start, SharpEdge? End, int EndAt);
}
