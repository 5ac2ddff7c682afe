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
        var (span, atStart, beforeEnd) = Bracket(series, good, start, end, limit);
        var (readings, dropped) = Count(series, good, (start.Nanoseconds, atStart), (end.Nanoseconds, beforeEnd));
        if (span.Before < 0 || span.After < 0)
            return NotBracketed(series, start, end, span.Before < 0, limit) with { Dropped = dropped, Readings = readings };
        var energy = series.Channel.Reading == ReadingKind.EnergyCounter
            ? CounterEnergy.Of(series, good, span, sampleRate, edges)
            : SampledEnergy.Of(series, good, span, sampleRate);
        return energy with { Dropped = dropped, Readings = readings };
    }

    /// <summary>The joules alone, for looking through very many windows: those of <see cref="Integrate"/> wherever that has any. It may have none for what the uncertainty says.</summary>
    /// <param name="series">The channel's samples.</param>
    /// <param name="start">The window's start.</param>
    /// <param name="end">Its end.</param>
    /// <param name="sampleRate">Readings a second.</param>
    /// <param name="edges">The channel's last edges.</param>
    public static Energy? Joules(ChannelSeries series, Timestamp start, Timestamp end, double sampleRate, RecentEdges edges)
    {
        var good = new GoodReadings(series);
        var (span, _, _) = Bracket(series, good, start, end, GapLimit(series.Channel, sampleRate));
        return span.Before < 0 || span.After < 0 ? null
            : series.Channel.Reading == ReadingKind.EnergyCounter ? CounterEnergy.Joules(series, good, span, sampleRate, edges)
            : SampledEnergy.Of(series, good, span, sampleRate).Energy;
    }

    /// <summary>A window between the good readings around it, −1 where there is none near enough; and the last readings at or before its start, and before its end.</summary>
    private static (WindowSpan Span, int AtStart, int BeforeEnd) Bracket(ChannelSeries series, in GoodReadings good, Timestamp start, Timestamp end, TimeSpan limit)
    {
        var (atStart, beforeEnd) = (series.LastAtOrBefore(start), series.LastAtOrBefore(new Timestamp(end.Nanoseconds - 1)));
        var before = good.Before(atStart + 1, (start - limit).Nanoseconds);
        var after = good.After(beforeEnd, (end + limit).Nanoseconds);
        return (new WindowSpan(start.Nanoseconds, end.Nanoseconds, before, after), atStart, beforeEnd);
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
    internal static ChannelEnergy Gap(Channel channel, double seconds, double limit) => new ChannelEnergy(null, "sample-gap", string.Create(CultureInfo.InvariantCulture,
        $"{channel.Name}: no good reading for {seconds:0.##} s; the limit is {limit:0.##} s"));

    /// <summary>Counts the readings in a window, those at its very edges included.</summary>
    private static (int Readings, int Dropped) Count(ChannelSeries series, in GoodReadings good, (long Time, int LastAtOrBefore) start, (long Time, int LastBefore) end)
    {
        var (first, last, dropped) = (start.LastAtOrBefore + 1, end.LastBefore, 0);
        while (first > 0 && good.Time(first - 1) == start.Time)
            first--;
        while (last + 1 < series.Count && good.Time(last + 1) == end.Time)
            last++;
        for (var i = first; i <= last; i++)
            dropped += good.IsGood(i) ? 0 : 1;
        return (last - first + 1, dropped);
    }
}
