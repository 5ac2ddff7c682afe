namespace Joulemark.Statistics;

/// <summary>
/// Where a short series shifts: E-divisive (Matteson and James 2014, doi:10.1080/01621459.2013.849605) as binary segmentation.
/// The split with the largest energy distance between its sides is tested by permutation, and where it is significant the
/// segments are searched on. No distribution is assumed. On a series of independent values without a shift any is found with a
/// probability of at most the level: the test is exact. What it finds is held against values that are like their neighbours
/// (<see cref="AlikeNeighbours"/>): a shift that those have as often is left out where values are surely alike, and else marked.
/// Used for benchmarks of software by Daly and others 2020, doi:10.1145/3358960.3375791.
/// </summary>
internal static class ChangePoints
{
    /// <summary>Probability of finding any shift in a series that has none, at most.</summary>
    public const double Level = 0.05;

    /// <summary>From fewer values no shift can be told from chance: of seven, two of 35 orders are as extreme as the most extreme, 5.7 %.</summary>
    public const int FewestValues = 8;

    private const int Permutations = 999;
    private const double Tolerance = 1e-12; // sums in another order round differently

    /// <summary>Where a series shifts.</summary>
    /// <param name="values">In the order of time.</param>
    /// <param name="level">Probability of a false alarm.</param>
    public static SeriesShifts Find(IReadOnlyList<double> values, double level = Level)
    {
        if (values.Count < FewestValues)
            return SeriesShifts.None;
        double[] all = [.. values];
        var random = new SeededRandom(all.Length);
        var (splits, cuts) = (new List<(EnergySplit Split, int[] Cuts)>(), Array.Empty<int>());
        while (EnergySplit.Best(all, cuts) is { } best && PValue(all, cuts, best, random) <= level)
        {
            splits.Add((best, cuts));
            cuts = [.. cuts.Append(best.Index).Order()];
        }

        if (splits.Count == 0)
            return SeriesShifts.None;
        var (neighbours, points) = (new AlikeNeighbours(all, cuts, random), new List<ChangePoint>());
        foreach (var (split, before) in splits)
        {
            var assumesIndependence = neighbours.PValue(split, before) > level;
            if (assumesIndependence && neighbours.IsIndependenceRefuted)
                break; // those after it were looked for between its sides
            points.Add(new ChangePoint(split.Index, assumesIndependence));
        }

        return new SeriesShifts([.. points.OrderBy(p => p.Index)], neighbours.Correlation);
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
        var places = shifts == 1 ? values - (2 * EnergySplit.FewestOfSide) + 1
            : Enumerable.Range(2 * EnergySplit.FewestOfSide, Math.Max(0, values - (2 * EnergySplit.FewestOfSide) + 1)).Sum(length => (values - length + 1.0) * (length - (2 * EnergySplit.FewestOfSide) + 1));
        return 1 - ((1 - confidence) / 2 / Math.Max(1, places));
    }

    /// <summary>The exact test of a split for independent values: how many of their orders within the stretches are as good.</summary>
    private static double PValue(double[] values, int[] cuts, EnergySplit best, SeededRandom random)
    {
        var (shuffled, asGood) = ((double[])values.Clone(), 1);
        for (var i = 0; i < Permutations; i++)
        {
            var from = 0;
            foreach (var to in cuts.Append(values.Length))
            {
                random.Shuffle(shuffled.AsSpan(from, to - from));
                from = to;
            }

            if (EnergySplit.Best(shuffled, cuts)?.Share >= best.Share * (1 - Tolerance))
                asGood++;
        }

        return asGood / (Permutations + 1.0);
    }
}
