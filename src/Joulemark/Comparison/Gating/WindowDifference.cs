using Joulemark.Analysis.Metrics;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Gating;

/// <summary>
/// Difference of a window metric between two configurations, in the metric's own points: of shares that count nothing, as
/// <c>idle_share</c>, whose spread only their windows tell. Welch's t of the windows.
/// </summary>
internal static class WindowDifference
{
    /// <summary>Second less first, never narrower than how well the joules are known; without ends from fewer than three windows of either.</summary>
    public static (Interval Interval, string Method) Of(WindowMetric metric, ComparedSides sides, double confidence)
    {
        var difference = LogRatio.OfLogs([.. metric.Values(sides.A)], [.. metric.Values(sides.B)], MeanInterval.FewestRepeats, Autocorrelation.Worth);
        if (!difference.HasInterval)
            return (new Interval(difference.Difference, null, null), $"difference of means of windows; no interval from fewer than {MeanInterval.FewestRepeats}");
        var isSequential = sides.A.IsSequential || sides.B.IsSequential;
        var spread = StudentT.Quantile((1 + MeanInterval.ConfidenceOf(isSequential, confidence)) / 2, difference.Degrees) * difference.StandardError;
        var quantile = NormalDistribution.Quantile((1 + confidence) / 2);
        var measured = UnseenError.At(Math.Sqrt(Math.Pow(metric.Estimate(sides.A).MeasuredTo ?? 0, 2) + Math.Pow(metric.Estimate(sides.B).MeasuredTo ?? 0, 2)), quantile);
        var (idleA, idleB) = (metric.IdlePart(sides.A), metric.IdlePart(sides.B));
        var unseen = Math.Sqrt((idleA * idleA) + (idleB * idleB)) * quantile / NormalDistribution.Quantile(0.975);
        var half = Math.Max(Math.Sqrt((spread * spread) + (unseen * unseen)), measured);
        return (new Interval(difference.Difference, difference.Difference - half, difference.Difference + half),
            $"difference of means of windows, Welch's t{(isSequential ? ", for repeats that went on until precise" : "")}{(unseen > 0 ? "; and how well idle power is known" : "")}");
    }
}
