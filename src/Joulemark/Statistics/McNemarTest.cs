namespace Joulemark.Statistics;

/// <summary>
/// Compares two proportions on the same items (McNemar 1947, doi:10.1007/BF02295996). Only the items on which the two differ
/// say anything, and each is a fair coin if neither is better.
/// </summary>
public static class McNemarTest
{
    /// <summary>Probability of at least this many items for the first if neither were better, one-sided; 1 when they never differ.</summary>
    /// <param name="onlyFirst">Items that only the first got right.</param>
    /// <param name="onlySecond">Items that only the second got right.</param>
    public static double FirstIsBetter(int onlyFirst, int onlySecond) => onlyFirst == 0 ? 1 : AtMost(onlySecond, onlyFirst + onlySecond);

    /// <summary>Exact two-sided probability of as uneven a split if neither were better. It never claims too much, and often too little.</summary>
    /// <param name="onlyFirst">Items that only the first got right.</param>
    /// <param name="onlySecond">Items that only the second got right.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static double Exact(int onlyFirst, int onlySecond)
    {
        var (fewer, differ) = Split(onlyFirst, onlySecond);
        return Math.Min(1, 2 * AtMost(fewer, differ));
    }

    /// <summary>
    /// The mid-p of the same: what is exactly as uneven counts half. It is wrong at most about as often as it says, and has
    /// more power than the exact one (Fagerland, Lydersen and Laake 2013, doi:10.1186/1471-2288-13-91).
    /// </summary>
    /// <param name="onlyFirst">Items that only the first got right.</param>
    /// <param name="onlySecond">Items that only the second got right.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static double MidP(int onlyFirst, int onlySecond)
    {
        var (fewer, differ) = Split(onlyFirst, onlySecond);
        if (differ == 0)
            return 1;
        var (atMost, below) = (AtMost(fewer, differ), AtMost(fewer - 1, differ));

        // Twice the tail less its edge; an even split is one edge, not two.
        return onlyFirst == onlySecond ? 1 - ((atMost - below) / 2) : atMost + below;
    }

    private static (int Fewer, int Differ) Split(int onlyFirst, int onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        return (Math.Min(onlyFirst, onlySecond), onlyFirst + onlySecond);
    }

    /// <summary>P(X ≤ k) of the binomial with n and ½, which is I_½(n − k, k + 1).</summary>
    private static double AtMost(int k, int n) => k < 0 ? 0 : k >= n ? 1 : RegularizedBeta.Value(0.5, n - k, k + 1);
}
