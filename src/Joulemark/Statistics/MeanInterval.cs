namespace Joulemark.Statistics;

/// <summary>Mean of repeats with Student's t interval.</summary>
internal static class MeanInterval
{
    /// <summary>Fewer repeats than this give no interval: one or two windows say nothing about their spread.</summary>
    public const int FewestRepeats = 3;

    private const double Confidence = 0.95;

    public static Interval Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        if (values.Count < FewestRepeats)
            return new Interval(mean, null, null);
        var half = StudentT.Quantile((1 + Confidence) / 2, values.Count - 1) * StandardError(values);
        return new Interval(mean, mean - half, mean + half);
    }

    /// <summary>Standard error of the mean.</summary>
    public static double StandardError(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        var squares = values.Sum(v => (v - mean) * (v - mean));
        return Math.Sqrt(squares / (values.Count - 1) / values.Count);
    }
}
