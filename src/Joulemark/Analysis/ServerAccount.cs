using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>What a server said of itself in the course of a run, for one configuration.</summary>
/// <param name="counters">Its accounts in time order.</param>
internal sealed class ServerAccount(IReadOnlyList<ServerCounters> counters)
{
    /// <summary>True when it never gave any.</summary>
    public bool IsEmpty => counters.Count == 0;

    /// <summary>Mean of a gauge over a stretch; null where the server does not say.</summary>
    public double? Mean(Timestamp start, Timestamp end, Func<ServerCounters, double?> gauge)
    {
        var values = counters.Where(c => c.Time >= start && c.Time <= end).Select(gauge).OfType<double>().ToList();
        return values.Count > 0 ? values.Average() : null;
    }

    /// <summary>How fast a counter grew over a stretch, per second; null where the server does not say, or said it once only.</summary>
    public double? Rate(Timestamp start, Timestamp end, Func<ServerCounters, double?> counter) =>
        Growth(start, end, counter) is { } growth && growth.Seconds > 0 ? growth.By / growth.Seconds : null;

    /// <summary>Share of the looked-up prompt tokens that were found in the prefix cache over a stretch; null where the server does not say, or none was looked up.</summary>
    public double? HitRate(Timestamp start, Timestamp end) =>
        Growth(start, end, c => c.PrefixCacheQueries) is { By: > 0 and var queries } && Growth(start, end, c => c.PrefixCacheHits) is { } hits ? hits.By / queries : null;

    /// <summary>
    /// By how much a counter grew over the load of a window, from the account before it to the one after it, both with
    /// nothing in flight; null where either is missing, and where the counter went back because the server was restarted.
    /// </summary>
    public double? Over(StageLoad load, Func<ServerCounters, double?> counter)
    {
        var before = counters.LastOrDefault(c => c.Time <= load.Start) is { } b ? counter(b) : null;
        var after = counters.FirstOrDefault(c => c.Time >= load.End) is { } a ? counter(a) : null;
        return after - before is >= 0 and var growth ? growth : null;
    }

    /// <summary>The accounts next to a stretch, before it and after it; null where there is none.</summary>
    public (ServerCounters? Before, ServerCounters? After) Around(WindowRecord stretch) =>
        (counters.LastOrDefault(c => c.Time <= stretch.Start), counters.FirstOrDefault(c => c.Time >= stretch.End));

    private (double By, double Seconds)? Growth(Timestamp start, Timestamp end, Func<ServerCounters, double?> counter)
    {
        var told = counters.Where(c => c.Time >= start && c.Time <= end && counter(c) is not null).ToList();
        if (told.Count < 2)
            return null;
        var by = counter(told[^1])!.Value - counter(told[0])!.Value;
        return by >= 0 ? (by, (told[^1].Time - told[0].Time).TotalSeconds) : null;
    }
}
