namespace Joulemark.Statistics;

/// <summary>
/// Whether figures of one set tend to be larger than those of another, whatever their distribution (Mann and Whitney 1947,
/// doi:10.1214/aoms/1177730491).
/// </summary>
internal static class MannWhitneyTest
{
    /// <summary>Up to this many in each set, and without ties, the probability is exact; beyond, normal with the correction for ties.</summary>
    public const int MostExact = 20;

    /// <summary>How often a figure of the second set is above one of the first, ties counting half, and the two-sided probability of that if there were no difference.</summary>
    /// <exception cref="ArgumentException">A set is empty.</exception>
    public static (double U, double P) Test(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first.Count == 0 || second.Count == 0)
            throw new ArgumentException("Each set needs a figure.", nameof(first));
        var u = second.Sum(b => first.Sum(a => b > a ? 1 : b == a ? 0.5 : 0.0));
        var ties = first.Concat(second).GroupBy(v => v).Select(g => g.Count()).Where(n => n > 1).ToList();
        var p = ties.Count == 0 && Math.Max(first.Count, second.Count) <= MostExact ? Exact(first.Count, second.Count, u) : Normal(first.Count, second.Count, u, ties);
        return (u, p);
    }

    /// <summary>The smallest probability that two sets without ties can come to: that of one wholly above the other.</summary>
    public static double LeastP(int first, int second) => Exact(first, second, 0);

    private static double Exact(int m, int n, double u)
    {
        // ways[k, s]: in how many orders of k firsts and j seconds U is s; one more second at the end of j adds k, one more first none.
        var ways = new double[m + 1, (m * n) + 1];
        for (var k = 0; k <= m; k++)
            ways[k, 0] = 1;
        for (var j = 1; j <= n; j++)
        {
            var next = new double[m + 1, (m * n) + 1];
            next[0, 0] = 1;
            for (var k = 1; k <= m; k++)
            {
                for (var s = 0; s <= m * n; s++)
                    next[k, s] = next[k - 1, s] + (s >= k ? ways[k, s - k] : 0);
            }

            ways = next;
        }

        double below = 0, total = 0;
        var smaller = Math.Min(u, (m * n) - u);
        for (var s = 0; s <= m * n; s++)
        {
            total += ways[m, s];
            if (s <= smaller)
                below += ways[m, s];
        }

        return Math.Min(1, 2 * below / total);
    }

    private static double Normal(int m, int n, double u, List<int> ties)
    {
        var all = m + n;
        var variance = m * n / 12.0 * (all + 1 - (ties.Sum(t => (double)t * ((t * (double)t) - 1)) / (all * (all - 1.0))));
        if (variance <= 0)
            return 1; // all the same
        var distance = Math.Max(0, Math.Abs(u - (m * n / 2.0)) - 0.5);
        return Math.Min(1, 2 * NormalDistribution.Cumulative(-distance / Math.Sqrt(variance)));
    }
}
