using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison;

/// <summary>Ratio of a metric of two configurations, window by window.</summary>
internal static class EnergyRatio
{
    /// <summary>B over A: by pairs where both are of one run, whose rounds measure them in turn, else by Welch's t on the log scale.</summary>
    /// <returns>The ratio; null where a side has no value.</returns>
    public static Estimate? Of(WindowMetric metric, ConfigurationEvidence a, ConfigurationEvidence b, bool isOneRun)
    {
        var (ofA, ofB) = (metric.Estimate(a), metric.Estimate(b));
        var (valuesA, valuesB) = (metric.Values(a), metric.Values(b));
        if (ofA.Value is null or <= 0 || ofB.Value is null or <= 0 || valuesA.Concat(valuesB).Any(v => v <= 0))
            return null;
        var rounds = isOneRun ? Rounds(a).Intersect(Rounds(b)).ToList() : [];
        var isPaired = rounds.Count == a.Windows.Count && rounds.Count == b.Windows.Count && rounds.Count > 0;
        var log = isPaired ? LogRatio.Paired(valuesA, valuesB) : LogRatio.Welch(valuesA, valuesB);
        var isSequential = a.IsSequential || b.IsSequential;
        var ratio = log.Interval(MeanInterval.ConfidenceOf(isSequential));
        var method = $"ratio of geometric means of windows, {(isPaired ? "paired t by round" : "Welch's t")} on the log scale{(isSequential ? ", for repeats that went on until precise" : "")}";
        var n = Math.Min(valuesA.Count, valuesB.Count);
        if (ratio.Upper is not { } upper)
            return new Estimate { Value = ratio.Value, N = n, Unit = "1", Method = $"{method}; no interval from fewer than {MeanInterval.FewestRepeats}" };

        // Windows scatter less than their joules are wrong where all of them fall on a sensor's steps alike.
        var (scatter, measured) = (Math.Log(upper / ratio.Value), MeasuredTo(ofA, ofB));
        var half = Math.Max(scatter, measured);
        return new Estimate
        {
            Value = ratio.Value,
            Lower = ratio.Value * Math.Exp(-half),
            Upper = ratio.Value * Math.Exp(half),
            N = n,
            Unit = "1",
            Method = measured > scatter ? $"{method}; the interval is how well the joules are known, which is more than they scatter" : method,
        };
    }

    private static IEnumerable<int> Rounds(ConfigurationEvidence evidence) => evidence.Windows.Select(w => w.Repeat);

    /// <summary>How well both are measured, the gain left out, relative: independent of each other, so in squares.</summary>
    private static double MeasuredTo(Estimate a, Estimate b) =>
        Math.Sqrt(Math.Pow(a.MeasuredTo / a.Value ?? 0, 2) + Math.Pow(b.MeasuredTo / b.Value ?? 0, 2));
}
