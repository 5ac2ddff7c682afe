namespace Joulemark.Statistics;

/// <summary>
/// Where a short series shifts: E-divisive (Matteson and James 2014, doi:10.1080/01621459.2013.849605) as binary segmentation.
/// The split with the largest energy distance between its sides is tested by permutation, and where it is significant the
/// segments are searched on. No distribution is assumed. On a series without a shift any is found with a probability of at
/// most the level: the test is exact. Used for benchmarks of software by Daly and others 2020, doi:10.1145/3358960.3375791.
/// </summary>
internal static class ChangePoints
{
    /// <summary>Probability of finding any shift in a series that has none, at most.</summary>
    public const double Level = 0.05;

    /// <summary>From fewer values no shift can be told from chance: of seven, two of 35 orders are as extreme as the most extreme, 5.7 %.</summary>
    public const int FewestValues = 8;

    private const int FewestOfSegment = 2;
    private const int Permutations = 999;
    private const double Tolerance = 1e-12; // sums in another order round differently

    /// <summary>Index of the first value of each new segment, in order; empty where nothing shifts.</summary>
    /// <param name="values">Independent values in the order of time.</param>
    /// <param name="level">Probability of a false alarm.</param>
    public static IReadOnlyList<int> Find(IReadOnlyList<double> values, double level = Level)
    {
        var found = new SortedSet<int>();
        if (values.Count < FewestValues)
            return [];
        double[] all = [.. values];
        var random = new SeededRandom(all.Length);
        while (Best(all, found) is { } best && PValue(all, found, best.Distance, random) <= level)
            found.Add(best.Index);
        return [.. found];
    }

    /// <summary>
    /// Confidence to ask of an interval that compares the segments at a shift, so that those of all places where it could have
    /// been found hold together (Bonferroni): then the one that was found holds as often as is said, in all series together
    /// (Benjamini and Yekutieli 2005, doi:10.1198/016214504000001907). Half of the level goes to the places where one shift divides
    /// the whole series, half to those between other shifts.
    /// </summary>
    /// <param name="values">Length of the series.</param>
    /// <param name="shifts">How many shifts were found in it.</param>
    /// <param name="confidence">What is said of the interval.</param>
    public static double ConfidenceAt(int values, int shifts, double confidence)
    {
        var places = shifts == 1 ? values - (2 * FewestOfSegment) + 1
            : Enumerable.Range(2 * FewestOfSegment, Math.Max(0, values - (2 * FewestOfSegment) + 1)).Sum(length => (values - length + 1.0) * (length - (2 * FewestOfSegment) + 1));
        return 1 - ((1 - confidence) / 2 / Math.Max(1, places));
    }

    private static double PValue(double[] values, SortedSet<int> found, double distance, SeededRandom random)
    {
        var (shuffled, asExtreme) = ((double[])values.Clone(), 1);
        for (var i = 0; i < Permutations; i++)
        {
            foreach (var (from, to) in Segments(values.Length, found))
                random.Shuffle(shuffled.AsSpan(from, to - from));
            if (Best(shuffled, found)?.Distance >= distance * (1 - Tolerance))
                asExtreme++;
        }

        return asExtreme / (Permutations + 1.0);
    }

    private static IEnumerable<(int From, int To)> Segments(int length, SortedSet<int> found)
    {
        var from = 0;
        foreach (var to in found.Append(length))
        {
            yield return (from, to);
            from = to;
        }
    }

    /// <summary>The best split of all segments; null where none is long enough, or nothing differs.</summary>
    private static (int Index, double Distance)? Best(double[] values, SortedSet<int> found)
    {
        (int Index, double Distance)? best = null;
        foreach (var (from, to) in Segments(values.Length, found))
        {
            if (Split(values.AsSpan(from, to - from)) is { } split && split.Distance > (best?.Distance ?? 0))
                best = (from + split.Index, split.Distance);
        }

        return best;
    }

    /// <summary>mn/(m + n) × (2·mean distance between the sides − mean distances within them), for every split by sums that go along.</summary>
    private static (int Index, double Distance)? Split(ReadOnlySpan<double> values)
    {
        var n = values.Length;
        double all = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
                all += Math.Abs(values[i] - values[j]);
        }

        (int Index, double Distance)? best = null;
        var (left, right) = (0.0, all);
        for (var k = 0; k < n - FewestOfSegment; k++)
        {
            for (var i = 0; i < k; i++)
                left += Math.Abs(values[i] - values[k]);
            for (var j = k + 1; j < n; j++)
                right -= Math.Abs(values[j] - values[k]);
            double a = k + 1, b = n - k - 1;
            if (a < FewestOfSegment)
                continue;
            var distance = a * b / n * ((2 * (all - left - right) / (a * b)) - (2 * left / (a * (a - 1))) - (2 * right / (b * (b - 1))));
            if (distance > (best?.Distance ?? 0))
                best = (k + 1, distance);
        }

        return best;
    }
}
