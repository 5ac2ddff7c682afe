using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>Energy of a window from a channel's samples (docs/method.md, "Energy of a window").</summary>
internal static class EnergyIntegrator
{
    private const double ShortestGapLimit = 0.5;
    private const double LongestGapLimit = 3;
    private const double PeriodsInGap = 3;

    /// <summary>How often a channel is read, in seconds: the run's pace, or its own where it has one.</summary>
    public static double ReadingPeriod(Channel channel, double sampleRate) => channel.ReadEverySeconds ?? (1 / sampleRate);

    /// <summary>
    /// Longest time without a good reading: three reading periods, but no less than 0.5 s (a busy machine is late now and
    /// then, and a counter loses nothing meanwhile) and no more than 3 s, or three periods of a source with its own pace.
    /// </summary>
    public static TimeSpan GapLimit(Channel channel, double sampleRate)
    {
        var longest = Math.Max(LongestGapLimit, PeriodsInGap * channel.ReadEverySeconds ?? 0);
        return TimeSpan.FromSeconds(Math.Clamp(PeriodsInGap * ReadingPeriod(channel, sampleRate), ShortestGapLimit, longest));
    }

    /// <summary>Energy from <paramref name="start"/> to <paramref name="end"/>.</summary>
    /// <param name="series">The channel's samples.</param>
    /// <param name="start">The window's start.</param>
    /// <param name="end">Its end.</param>
    /// <param name="sampleRate">Readings a second.</param>
    /// <param name="edges">The channel's last edges, where many windows of it share theirs.</param>
    public static ChannelEnergy Integrate(ChannelSeries series, Timestamp start, Timestamp end, double sampleRate, RecentEdges? edges = null)
    {
        if (end <= start)
            return new ChannelEnergy(Energy.Zero);
        var good = new GoodReadings(series);
        var limit = GapLimit(series.Channel, sampleRate);
        var before = good.Before(series.LastAtOrBefore(start) + 1, (start - limit).Nanoseconds);
        var after = good.After(series.LastAtOrBefore(new Timestamp(end.Nanoseconds - 1)), (end + limit).Nanoseconds);
        var (readings, dropped) = Count(series, good, start, end);
        if (before < 0 || after < 0)
            return NotBracketed(series, start, end, before < 0, limit) with { Dropped = dropped, Readings = readings };

        var span = new WindowSpan(start.Nanoseconds, end.Nanoseconds, before, after);
        var energy = series.Channel.Reading == ReadingKind.EnergyCounter
            ? CounterEnergy.Of(series, good, span, sampleRate, edges)
            : SampledEnergy.Of(series, good, span, sampleRate);
        return energy with { Dropped = dropped, Readings = readings };
    }

    private static ChannelEnergy NotBracketed(ChannelSeries series, Timestamp start, Timestamp end, bool atStart, TimeSpan limit)
    {
        var side = atStart ? "before its start" : "after its end";
        var readAtAll = series.Count > 0 && (atStart ? series.Time(0) <= start : series.Time(series.Count - 1) >= end);
        return readAtAll
            ? new ChannelEnergy(null, "sample-gap", string.Create(CultureInfo.InvariantCulture,
                $"{series.Channel.Name}: no good reading within {limit.TotalSeconds:0.##} s {side}"))
            : new ChannelEnergy(null, "not-bracketed", $"{series.Channel.Name} was not read {side}");
    }

    /// <summary>What to say of a channel that nobody could read for too long.</summary>
    internal static ChannelEnergy Gap(Channel channel, double seconds, TimeSpan limit) => new ChannelEnergy(null, "sample-gap", string.Create(CultureInfo.InvariantCulture,
        $"{channel.Name}: no good reading for {seconds:0.##} s; the limit is {limit.TotalSeconds:0.##} s"));

    private static (int Readings, int Dropped) Count(ChannelSeries series, in GoodReadings good, Timestamp start, Timestamp end)
    {
        var first = series.LastAtOrBefore(new Timestamp(start.Nanoseconds - 1)) + 1;
        var last = series.LastAtOrBefore(end);
        var dropped = 0;
        for (var i = first; i <= last; i++)
            dropped += good.IsGood(i) ? 0 : 1;
        return (last - first + 1, dropped);
    }
}
