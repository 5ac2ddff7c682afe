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
    public static (int? Lower, int? Upper) Ranks(int n, double p)
    {
        const double tail = (1 - Confidence) / 2;

        // P(X ≤ k) of the binomial is I_{1−p}(n − k, k + 1), which grows with k: both ranks are found by halving.
        double Cumulative(int k) => k < 0 ? 0 : k >= n ? 1 : RegularizedBeta.Value(1 - p, n - k, k + 1);

        // Value l is below the quantile unless at most l values are: the largest l with P(X ≤ l) ≤ tail.
        var lower = First(n, k => Cumulative(k) > tail) - 1;

        // Value u is above the quantile unless more than u values are below it: the smallest u with P(X > u) ≤ tail.
        var upper = First(n, k => 1 - Cumulative(k) <= tail);
        return lower < 0 || upper >= n ? (null, null) : (lower, upper);
    }

    /// <summary>The first of 0 … n − 1 that is so, where all after it are; n when none is.</summary>
    private static int First(int n, Func<int, bool> isSo)
    {
        var (from, to) = (0, n);
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            if (isSo(middle))
                to = middle;
            else
                from = middle + 1;
        }

        return from;
    }
}
