namespace Joulemark.Statistics;

/// <summary>
/// MLPerf's early stopping: what a run of n queries proves about a latency percentile with 99 % confidence and no tolerance
/// (MLPerf inference rules, "Early Stopping Criterion"; LoadGen's early_stopping.cc: c = 0.99, d = 0). Each query is over the
/// percentile with probability 1 − p, so that at most t of n are over it with probability I_p(n − t, t + 1).
/// </summary>
internal static class EarlyStopping
{
    private const double Doubt = 1 - 0.99;

    /// <summary>Fewest queries that must be under a latency, where some are over it, to prove that the percentile is under it.</summary>
    /// <param name="over">Queries over the latency.</param>
    /// <param name="p">The percentile as a share, e.g. 0.99.</param>
    public static int FewestUnder(int over, double p)
    {
        // More under never proves less: double until enough, then halve.
        int from = 1, to = 1;
        while (!Proves(to, over, p))
            (from, to) = (to + 1, to * 2);
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            if (Proves(middle, over, p))
                to = middle;
            else
                from = middle + 1;
        }

        return to;
    }

    /// <summary>Fewest queries from which any percentile estimate can be had: 64 for the 90th, 662 for the 99th.</summary>
    public static int FewestQueries(double p) => FewestUnder(1, p) + 1;

    /// <summary>Whether so many queries, with so many over a latency, prove that the percentile is under it.</summary>
    public static bool Passes(int queries, int over, double p) => queries - over >= FewestUnder(over, p);

    /// <summary>
    /// The most t of the slowest queries such that the t-th slowest still is an upper bound of the percentile; null for too
    /// few queries. The bound is the (n − t)th of the latencies in ascending order, from 0, and t − 1 are discarded.
    /// </summary>
    public static int? Slowest(int queries, double p)
    {
        if (queries < FewestQueries(p))
            return null;
        int from = 1, to = queries;
        while (from < to)
        {
            var middle = from + ((to - from + 1) / 2);
            if (middle < queries && Proves(queries - middle, middle, p))
                from = middle;
            else
                to = middle - 1;
        }

        return from;
    }

    private static bool Proves(int under, int over, double p) => RegularizedBeta.Value(p, under, over + 1) <= Doubt;
}
