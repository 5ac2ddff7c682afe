namespace Joulemark.Statistics;

/// <summary>Compares two proportions on the same items (McNemar 1947, doi:10.1007/BF02295996), by the exact binomial.</summary>
internal static class McNemarTest
{
    /// <summary>
    /// Probability of at least this many items for the first if neither were better: only the items on which the two
    /// differ say anything, and each is a fair coin then. 1 when they never differ.
    /// </summary>
    /// <param name="onlyFirst">Items that only the first got right.</param>
    /// <param name="onlySecond">Items that only the second got right.</param>
    public static double FirstIsBetter(int onlyFirst, int onlySecond)
    {
        // P(X ≥ k) of the binomial with n and ½ is I_½(k, n − k + 1).
        var n = onlyFirst + onlySecond;
        return onlyFirst == 0 ? 1 : RegularizedBeta.Value(0.5, onlyFirst, n - onlyFirst + 1);
    }
}
