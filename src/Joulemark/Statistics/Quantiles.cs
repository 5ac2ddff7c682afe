namespace Joulemark.Statistics;

/// <summary>Sample quantiles and their intervals.</summary>
internal static class Quantiles
{
    private const double Confidence = 0.95;

    /// <summary>
    /// Sample quantile by linear interpolation (Hyndman and Fan 1996, type 7, doi:10.1080/00031305.1996.10473566) with the
    /// distribution-free interval from order statistics (David and Nagaraja, Order Statistics, 7.1). The ends are null
    /// where the sample is too small to have such an interval.
    /// </summary>
    /// <param name="sorted">The sample, ascending.</param>
    /// <param name="p">Between 0 and 1.</param>
    public static Interval Of(IReadOnlyList<double> sorted, double p)
    {
        var (lower, upper) = Ranks(sorted.Count, p);
        return new Interval(At(sorted, p), lower is { } l ? sorted[l] : null, upper is { } u ? sorted[u] : null);
    }

    public static double At(IReadOnlyList<double> sorted, double p)
    {
        var position = p * (sorted.Count - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>
    /// Ranks (from 0) of the order statistics that hold the quantile with 95 % confidence, both null when there are none:
    /// the number of values below the quantile is binomial(n, p), and each tail may keep 2.5 %.
    /// </summary>
    private static (int? Lower, int? Upper) Ranks(int n, double p)
    {
        const double tail = (1 - Confidence) / 2;
        int? lower = null;
        int? upper = null;

        // P(X ≤ k) of the binomial is I_{1−p}(n − k, k + 1).
        double Cumulative(int k) => k < 0 ? 0 : k >= n ? 1 : RegularizedBeta.Value(1 - p, n - k, k + 1);

        // Value l is below the quantile unless at most l values are: P(X ≤ l) ≤ tail.
        var low = (int)Math.Floor(n * p);
        while (low >= 0 && Cumulative(low) > tail)
            low--;
        if (low >= 0)
            lower = low;

        // Value u is above the quantile unless more than u values are below it: P(X > u) ≤ tail.
        var high = (int)Math.Ceiling(n * p);
        while (high < n && 1 - Cumulative(high) > tail)
            high++;
        if (high < n)
            upper = high;
        return lower is null || upper is null ? (null, null) : (lower, upper);
    }
}
