namespace Joulemark.Statistics;

/// <summary>Mean of repeats with Student's t interval.</summary>
internal static class MeanInterval
{
    /// <summary>Fewer repeats than this give no interval: one or two windows say nothing about their spread.</summary>
    public const int FewestRepeats = 3;

    private const double Confidence = 0.95;

    // Whoever looks after each repeat and stops when the interval is narrow stops where the spread happens to look small:
    // at 95 % each, 90.5 % of the intervals hold the mean at worst. At 98 % it is 95.4 % at worst, over any spread, from 3
    // repeats to 10 or 30 (simulated; SequentialIntervalTests). After Anscombe 1953, doi:10.1111/j.2517-6161.1953.tb00121.x.
    private const double SequentialShare = 0.4;

    /// <summary>True for windows too few to say anything of their spread. Figures may be of none at all, or of what is no window: their intervals come from elsewhere.</summary>
    /// <param name="windows">How many there are; null where intervals are not of windows.</param>
    public static bool IsTooFew(int? windows) => windows is > 0 and < FewestRepeats;

    /// <summary>The mean with its 95 % interval; the ends are null for fewer than <see cref="FewestRepeats"/>.</summary>
    /// <param name="values">The repeats.</param>
    /// <param name="isSequential">True where the number of repeats depended on what they were: then the interval is wider, so that it holds the mean as often as it says.</param>
    public static Interval Of(IReadOnlyList<double> values, bool isSequential = false)
    {
        var mean = values.Average();
        if (values.Count < FewestRepeats)
            return new Interval(mean, null, null);
        var half = StudentT.Quantile((1 + ConfidenceOf(isSequential)) / 2, values.Count - 1) * StandardError(values);
        return new Interval(mean, mean - half, mean + half);
    }

    /// <summary>The confidence to ask of each look, so that the one stated holds in the end.</summary>
    public static double ConfidenceOf(bool isSequential, double confidence = Confidence) => isSequential ? 1 - (SequentialShare * (1 - confidence)) : confidence;

    /// <summary>Standard error of the mean.</summary>
    public static double StandardError(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        var squares = values.Sum(v => (v - mean) * (v - mean));
        return Math.Sqrt(squares / (values.Count - 1) / values.Count);
    }
}
