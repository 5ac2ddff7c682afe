using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>Energy of a window from a channel's samples (docs/method.md, "Energy of a window").</summary>
internal static class EnergyIntegrator
{
    private static readonly TimeSpan ShortestGapLimit = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan FrozenAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestGapLimit = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Longest time without a good reading: three sampling periods, but no less than 0.5 s (a busy machine is late now
    /// and then, and a counter loses nothing meanwhile) and no more than 3 s.
    /// </summary>
    public static TimeSpan GapLimit(double sampleRate)
    {
        var three = TimeSpan.FromSeconds(3 / sampleRate);
        return three < ShortestGapLimit ? ShortestGapLimit : three > LongestGapLimit ? LongestGapLimit : three;
    }

    /// <summary>Energy from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public static ChannelEnergy Integrate(ChannelSeries series, Timestamp start, Timestamp end, double sampleRate)
    {
        if (end <= start)
            return new ChannelEnergy(Energy.Zero);
        var good = GoodSamples(series, start, end, out var dropped);
        if (good.Count < 2 || good[0].Time > start || good[^1].Time < end)
        {
            return new ChannelEnergy(null, "not-bracketed", string.Create(CultureInfo.InvariantCulture,
                $"{series.Channel.Name}: {good.Count} good readings around the window, none {(good.Count == 0 || good[0].Time > start ? "before its start" : "after its end")}"), dropped);
        }

        var result = series.Channel.Reading == ReadingKind.EnergyCounter
            ? Counter(series.Channel, good, start, end, GapLimit(sampleRate))
            : Sampled(series.Channel, good, start, end, GapLimit(sampleRate));
        return result with { Dropped = dropped };
    }

    /// <summary>The good samples of a window, with the nearest good one outside each edge.</summary>
    private static List<(Timestamp Time, double Value)> GoodSamples(ChannelSeries series, Timestamp start, Timestamp end, out int dropped)
    {
        var good = new List<(Timestamp, double)>();
        dropped = 0;
        var from = series.LastAtOrBefore(start);
        while (from > 0 && !IsGood(series, from))
            from--;
        for (var i = Math.Max(from, 0); i < series.Count; i++)
        {
            if (IsGood(series, i))
            {
                good.Add((series.Time(i), series.Reading(i)!.Value));
                if (series.Time(i) >= end)
                    break;
            }
            else if (series.Time(i) >= start && series.Time(i) <= end)
            {
                dropped++;
            }
        }

        return good;
    }

    private static bool IsGood(ChannelSeries series, int index) => ReadingRules.IsGood(series.Channel, series.Reading(index));

    private static ChannelEnergy Counter(Channel channel, List<(Timestamp Time, double Value)> good, Timestamp start, Timestamp end, TimeSpan gapLimit)
    {
        // Unwrapped: joules since the first sample.
        var joules = new double[good.Count];
        for (var i = 1; i < good.Count; i++)
        {
            var seconds = (good[i].Time - good[i - 1].Time).TotalSeconds;
            if (ReadingRules.CounterStep(channel, good[i - 1].Value, good[i].Value, seconds) is not { } step)
            {
                return new ChannelEnergy(null, "counter-reset", string.Create(CultureInfo.InvariantCulture,
                    $"{channel.Name} went from {good[i - 1].Value:0.###} J to {good[i].Value:0.###} J within {seconds:0.###} s at {good[i].Time}, which neither its power nor a wrap explains"));
            }

            // Where the counter could have gone all the way round between two readings, nobody can tell how often.
            if (channel is { WrapsAt: { } wrap, MaxPower: { } most } && seconds * most.Watts >= wrap.Joules)
            {
                return new ChannelEnergy(null, "sample-gap", string.Create(CultureInfo.InvariantCulture,
                    $"{channel.Name} was not read for {seconds:0.#} s, in which it may have wrapped more than once"));
            }

            joules[i] = joules[i - 1] + step;
        }

        // A counter loses nothing between readings; only at the edges does a gap hurt, where we interpolate.
        if (EdgeGap(good, start, end) is var gap && gap > gapLimit)
            return Gap(channel, gap, gapLimit);

        var energy = At(good, joules, end) - At(good, joules, start);
        if (channel.MaxPower is { } max && energy > ReadingRules.PlausibleMultiple * max.Watts * (end - start).TotalSeconds)
        {
            return new ChannelEnergy(null, "implausible", string.Create(CultureInfo.InvariantCulture,
                $"{channel.Name}: {energy:0.#} J in {(end - start).TotalSeconds:0.##} s is over twice what the device can draw ({max})"));
        }

        // Hardware that counts nothing at all for this long is stuck, or a hypervisor's idea of a counter: not 0 J.
        if (energy == 0 && channel.Provenance == Provenance.Counter && end - start >= FrozenAfter)
        {
            return new ChannelEnergy(null, "frozen-counter", string.Create(CultureInfo.InvariantCulture,
                $"{channel.Name} stood at {good[0].Value:0.###} J for the whole {(end - start).TotalSeconds:0.##} s"));
        }

        return new ChannelEnergy(new Energy(energy));
    }

    private static ChannelEnergy Sampled(Channel channel, List<(Timestamp Time, double Value)> good, Timestamp start, Timestamp end, TimeSpan gapLimit)
    {
        double joules = 0;
        for (var i = 1; i < good.Count; i++)
        {
            var (t0, p0) = good[i - 1];
            var (t1, p1) = good[i];
            if (t1 - t0 > gapLimit)
                return Gap(channel, t1 - t0, gapLimit);

            // The part of this step that lies in the window, with power interpolated at its ends.
            var a = t0 < start ? start : t0;
            var b = t1 > end ? end : t1;
            if (b <= a)
                continue;
            var slope = (p1 - p0) / (t1.Nanoseconds - t0.Nanoseconds);
            var pa = p0 + (slope * (a.Nanoseconds - t0.Nanoseconds));
            var pb = p0 + (slope * (b.Nanoseconds - t0.Nanoseconds));
            joules += (pa + pb) / 2 * (b.Nanoseconds - a.Nanoseconds) / 1e9;
        }

        return new ChannelEnergy(new Energy(joules));
    }

    private static TimeSpan EdgeGap(List<(Timestamp Time, double Value)> good, Timestamp start, Timestamp end)
    {
        var first = good.FindIndex(s => s.Time > start);
        var last = good.FindLastIndex(s => s.Time < end);
        var atStart = first > 0 ? good[first].Time - good[first - 1].Time : TimeSpan.Zero;
        var atEnd = last >= 0 && last + 1 < good.Count ? good[last + 1].Time - good[last].Time : TimeSpan.Zero;
        return atStart > atEnd ? atStart : atEnd;
    }

    private static double At(List<(Timestamp Time, double Value)> good, double[] joules, Timestamp time)
    {
        var after = good.FindIndex(s => s.Time >= time);
        if (good[after].Time == time || after == 0)
            return joules[after];
        var share = (time.Nanoseconds - good[after - 1].Time.Nanoseconds) / (double)(good[after].Time.Nanoseconds - good[after - 1].Time.Nanoseconds);
        return joules[after - 1] + (share * (joules[after] - joules[after - 1]));
    }

    private static ChannelEnergy Gap(Channel channel, TimeSpan gap, TimeSpan limit) => new(null, "sample-gap", string.Create(CultureInfo.InvariantCulture,
        $"{channel.Name}: no good reading for {gap.TotalSeconds:0.##} s; the limit is {limit.TotalSeconds:0.##} s"));
}
