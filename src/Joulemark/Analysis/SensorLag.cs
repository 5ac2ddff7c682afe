using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>How long a power sensor takes to show a step of load.</summary>
internal static class SensorLag
{
    private const double FewestReadings = 3;
    private const double LeastStep = 0.2;
    private const double LeastStepOfNoise = 4;
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Until = TimeSpan.FromSeconds(5);

    /// <summary>
    /// From the start of a load until the power had gone half way to its new level; null for a counter, where no step stands
    /// out from the noise, or where the level came later than a sensor's lag can explain.
    /// </summary>
    public static TimeSpan? Find(ChannelSeries series, Timestamp start)
    {
        if (series.Channel is not { Reading: ReadingKind.Power })
            return null;
        var good = Enumerable.Range(0, series.Count)
            .Where(i => ReadingRules.IsGood(series.Channel, series.Reading(i)))
            .Select(i => (Time: series.Time(i), Watts: series.Reading(i)!.Value)).ToList();
        var idle = good.Where(s => s.Time > start - Before && s.Time <= start).Select(s => s.Watts).ToList();
        var loaded = good.Where(s => s.Time >= start + SettledAfter && s.Time <= start + Until).Select(s => s.Watts).Order().ToList();
        if (idle.Count < FewestReadings || loaded.Count < FewestReadings)
            return null;
        var (from, to) = (idle.Average(), loaded[loaded.Count / 2]);
        var noise = idle.Max() - idle.Min();
        if (Math.Abs(to - from) < Math.Max(LeastStep * Math.Max(from, to), LeastStepOfNoise * noise))
            return null;
        var half = (from + to) / 2;
        for (var i = 1; i < good.Count; i++)
        {
            if (good[i].Time <= start || good[i].Watts < half == to > from)
                continue;
            var share = (half - good[i - 1].Watts) / (good[i].Watts - good[i - 1].Watts);
            var crossed = good[i - 1].Time + (Math.Clamp(share, 0, 1) * (good[i].Time - good[i - 1].Time));
            return crossed < start ? TimeSpan.Zero : crossed - start < SettledAfter ? crossed - start : null;
        }

        return null;
    }
}
