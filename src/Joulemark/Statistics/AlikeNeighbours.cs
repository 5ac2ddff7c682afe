namespace Joulemark.Statistics;

/// <summary>
/// Values that may be like their neighbours, by an amount that so few of them tell only roughly. It is looked for in what the
/// best splits leave, so that a shift does not count as likeness. For each lag-1 correlation from 0 to 0.9 the innovations are
/// permuted and coloured again (sieve bootstrap, Bühlmann 1997, doi:10.2307/3318584): such series say how often a split is as
/// good where nothing shifts, and which correlation is seen then, less than the true one, as the best splits take some away.
/// Each correlation counts by how well it agrees with what is seen (synthetic likelihood, Wood 2010, doi:10.1038/nature09319);
/// before anything is seen, independence counts for one half.
/// </summary>
internal sealed class AlikeNeighbours
{
    private const int Series = 199;
    private const int Steps = 9; // of 0.1
    private const double Significance = 0.05;
    private const double LeastSpread = 1e-9; // values that do not scatter

    private readonly Random _random;
    private readonly double[][] _innovations;
    private readonly double[] _weights;

    /// <summary>Looks for it in what some splits leave of a series.</summary>
    /// <param name="values">In the order of time.</param>
    /// <param name="splits">First values of the stretches but the first, in order: those that independent values would not have.</param>
    /// <param name="random">Where permutations come from.</param>
    public AlikeNeighbours(double[] values, int[] splits, Random random)
    {
        var (residuals, seen) = Residuals(values, splits);
        _random = random;
        _innovations = [.. Enumerable.Range(0, Steps + 1).Select(step => Whiten(residuals, Of(step)))];
        var likelihoods = new double[Steps + 1];
        for (var step = 0; step <= Steps; step++)
        {
            var alike = new double[Series];
            for (var i = 0; i < Series; i++)
            {
                var drawn = Draw(step);
                alike[i] = Residuals(drawn, EnergySplit.Successive(drawn, splits.Length)).Correlation;
            }

            var mean = alike.Average();
            var spread = Math.Sqrt(alike.Average(a => (a - mean) * (a - mean)) + LeastSpread);
            likelihoods[step] = -(Math.Pow((seen - mean) / spread, 2) / 2) - Math.Log(spread);
            if (step == 0)
                IsIndependenceRefuted = (alike.Count(a => a >= seen) + 1) / (Series + 1.0) <= Significance;
        }

        var most = likelihoods.Max(); // of any series, however unlike all of these, one counts
        _weights = [.. likelihoods.Select((l, step) => Math.Exp(l - most) * (step == 0 ? Steps : 1))];
        var sum = _weights.Sum();
        _weights = [.. _weights.Select(w => w / sum)];
    }

    /// <summary>True where independent values are as alike in less than 5 % of series.</summary>
    public bool IsIndependenceRefuted { get; }

    /// <summary>What the correlation is, in the mean of what it may be.</summary>
    public double Correlation => _weights.Select((weight, step) => weight * Of(step)).Sum();

    /// <summary>Probability of a split as good where nothing more shifts, over what the correlation may be (Meng 1994, doi:10.1214/aos/1176325622).</summary>
    /// <param name="split">The best split of some stretches.</param>
    /// <param name="cuts">First values of the stretches but the first, in order.</param>
    public double PValue(EnergySplit split, int[] cuts)
    {
        double p = 0;
        for (var step = 0; step <= Steps; step++)
        {
            var asGood = 1;
            for (var i = 0; i < Series; i++)
                asGood += EnergySplit.Best(Draw(step), cuts)?.Share >= split.Share ? 1 : 0;
            p += _weights[step] * asGood / (Series + 1);
        }

        return p;
    }

    /// <summary>What the means of the stretches leave, and its lag-1 correlation within them; 0 where nothing scatters.</summary>
    private static (double[] Residuals, double Correlation) Residuals(double[] values, int[] cuts)
    {
        var (residuals, from, products, squares) = (new double[values.Length], 0, 0.0, 0.0);
        foreach (var to in cuts.Append(values.Length))
        {
            double mean = 0;
            for (var i = from; i < to; i++)
                mean += values[i] / (to - from);
            for (var i = from; i < to; i++)
            {
                residuals[i] = values[i] - mean;
                squares += residuals[i] * residuals[i];
                products += i > from ? residuals[i] * residuals[i - 1] : 0;
            }

            from = to;
        }

        return (residuals, squares == 0 ? 0 : products / squares);
    }

    private static double[] Whiten(double[] values, double correlation) =>
        [values[0] * Math.Sqrt(1 - (correlation * correlation)), .. values.Zip(values.Skip(1), (before, value) => value - (correlation * before))];

    private static double Of(int step) => step / 10.0;

    /// <summary>A series without a shift.</summary>
    private double[] Draw(int step)
    {
        var (innovations, correlation, values) = (_innovations[step], Of(step), new double[_innovations[step].Length]);
        _random.Shuffle(innovations);
        values[0] = innovations[0] / Math.Sqrt(1 - (correlation * correlation));
        for (var i = 1; i < values.Length; i++)
            values[i] = (correlation * values[i - 1]) + innovations[i];
        return values;
    }
}
