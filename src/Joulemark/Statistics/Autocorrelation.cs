namespace Joulemark.Statistics;

/// <summary>Whether successive figures are alike: then they are worth fewer than their number, and an interval by Student's t is too narrow.</summary>
internal static class Autocorrelation
{
    /// <summary>Fewest figures that can show it.</summary>
    public const int FewestValues = 8;

    /// <summary>Correlation of each figure with the next; 0 for fewer than three, and where nothing scatters.</summary>
    public static double Lag1(IReadOnlyList<double> values)
    {
        if (values.Count < 3)
            return 0;
        var mean = values.Average();
        var squares = values.Sum(v => (v - mean) * (v - mean));
        return squares == 0 ? 0 : values.Zip(values.Skip(1), (a, b) => (a - mean) * (b - mean)).Sum() / squares;
    }

    /// <summary>
    /// True where neighbours are more alike than independent figures are in 95 of 100 samples: von Neumann's ratio of the mean
    /// square successive difference to the variance, normal with variance (n − 2)/(n² − 1) about 1 − Δ²/2 (von Neumann 1941,
    /// doi:10.1214/aoms/1177731677; Young 1941, doi:10.1214/aoms/1177731680). False for fewer than <see cref="FewestValues"/>.
    /// </summary>
    public static bool IsPositive(IReadOnlyList<double> values)
    {
        if (values.Count < FewestValues)
            return false;
        var mean = values.Average();
        var squares = values.Sum(v => (v - mean) * (v - mean));
        if (squares == 0)
            return false;
        var n = values.Count;
        var c = 1 - (values.Zip(values.Skip(1), (a, b) => (a - b) * (a - b)).Sum() / (2 * squares));
        return c / Math.Sqrt((n - 2.0) / ((n * (double)n) - 1)) > NormalDistribution.Quantile(0.95);
    }

    /// <summary>How many figures these count for: their number, or what they are worth where neighbours are surely alike; two at least.</summary>
    public static double Worth(IReadOnlyList<double> values) => IsPositive(values) ? Math.Max(2, EffectiveCount(values)) : values.Count;

    /// <summary>How many independent figures so many correlated ones are worth: n(1 − r)/(1 + r), at least 1, at most n (Bayley and Hammersley 1946, doi:10.2307/2983560).</summary>
    public static double EffectiveCount(IReadOnlyList<double> values)
    {
        var r = Math.Clamp(Lag1(values), 0, 0.999);
        return Math.Max(1, values.Count * (1 - r) / (1 + r));
    }
}
