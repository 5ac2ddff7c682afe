namespace Joulemark.Statistics;

/// <summary>Ratio of two means on the log scale from pairs that were measured side by side, so that what drifts falls on both alike.</summary>
internal static class PairedRatio
{
    private const double Confidence = 0.95;

    /// <summary>
    /// exp(mean of log a/b) with the interval of Student's t for pairs (1908, doi:10.1093/biomet/6.1.1). The ends are null
    /// with fewer than three pairs.
    /// </summary>
    public static Interval Of(IReadOnlyList<(double A, double B)> pairs)
    {
        var logs = pairs.Select(p => Math.Log(p.A / p.B)).ToList();
        var mean = logs.Average();
        if (logs.Count < MeanInterval.FewestRepeats)
            return new Interval(Math.Exp(mean), null, null);
        var half = StudentT.Quantile((1 + Confidence) / 2, logs.Count - 1) * MeanInterval.StandardError(logs);
        return new Interval(Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half));
    }
}
