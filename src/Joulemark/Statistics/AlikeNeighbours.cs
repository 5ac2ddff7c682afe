namespace Joulemark.Statistics;

/// <summary>
/// Whether a split is told from chance where values are like their neighbours, by an amount that is itself told by the values
/// only roughly. What they take from their neighbours is looked for in what the split leaves, so that a shift does not count
/// as likeness. For each lag-1 correlation from 0 to 0.9 the innovations that it leaves are permuted and coloured again (sieve
/// bootstrap, Bühlmann 1997, doi:10.2307/3318584): the series that come out say how often a split as good is found where
/// nothing shifts, and which correlation is seen then, which is less than the true one, as the best split takes some of it
/// away. Each counts by how well what is seen agrees with it (synthetic likelihood, Wood 2010, doi:10.1038/nature09319).
/// Before that, independence counts for one half.
/// </summary>
/// <param name="PValue">Probability of a split as good where nothing shifts, over what the correlation may be (Meng 1994, doi:10.1214/aos/1176325622).</param>
/// <param name="IsIndependenceRefuted">True where independent values are as alike in less than 5 % of series.</param>
/// <param name="Correlation">What the correlation is, in the mean of what it may be.</param>
internal sealed class AlikeNeighbours
{
    private const int Series = 199;
    private const int Steps = 9; // of 0.1
    private const double Significance = 0.05;
    private const double LeastSpread = 1e-9; // values that do not scatter

    private readonly double[][] _innovations;
    private readonly double[] _weights;
    private readonly Random _random;

    /// <summary>Looks at what some splits leave of a series.</summary>
    /// <param name="values">In the order of time.</param>
    /// <param name="splits">First values of the stretches but the first, in order.</param>
    /// <param name="random">Where permutations come from.</param>
    public AlikeNeighbours(double[] values, int[] splits, Random random)
    {
        var (residuals, seen) = Residuals(values, splits);
        _random = random;
        _innovations = [.. Enumerable.Range(0, Steps + 1).Select(step => Whiten(residuals, step / 10.0))];
        _weights = new double[Steps + 1];
        for (var step = 0; step <= Steps; step++)
        {
            var (asAlike, sum, squares) = (1, 0.0, 0.0);
            for (var i = 0; i < Series; i++)
            {
                var series = Draw(step);
                var (_, alike) = Residuals(series, EnergySplit.Greedy(series, splits.Length));
                asAlike += alike >= seen ? 1 : 0;
                (sum, squares) = (sum + alike, squares + (alike * alike));
            }

            var mean = sum / Series;
            var spread = Math.Sqrt(Math.Max(LeastSpread, (squares / Series) - (mean * mean)));
            _weights[step] = (step == 0 ? Math.Log(Steps) : 0) - (Math.Pow((seen - mean) / spread, 2) / 2) - Math.Log(spread);
            IsIndependenceRefuted |= step == 0 && asAlike / (Series + 1.0) <= Significance;
        }

        var most = _weights.Max();
        _weights = [.. _weights.Select(w => Math.Exp(w - most))];
        var all = _weights.Sum();
        _weights = [.. _weights.Select(w => w / all)];
    }

    /// <summary>True where independent values are as alike in less than 5 % of series.</summary>
    public bool IsIndependenceRefuted { get; }

    /// <summary>What the correlation is, in the mean of what it may be.</summary>
    public double Correlation => _weights.Select((w, step) => w * step / 10).Sum();

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

    private double[] Draw(int step)
    {
        _random.Shuffle(_innovations[step]);
        return Colour(_innovations[step], step / 10.0);
    }

    /// <summary>What the means of the stretches leave, those of a split apart, and its lag-1 correlation within them; 0 where nothing scatters.</summary>
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

    private static double[] Whiten(double[] values, double correlation)
    {
        var innovations = new double[values.Length];
        innovations[0] = values[0] * Math.Sqrt(1 - (correlation * correlation));
        for (var i = 1; i < values.Length; i++)
            innovations[i] = values[i] - (correlation * values[i - 1]);
        return innovations;
    }

    private static double[] Colour(double[] innovations, double correlation)
    {
        var values = new double[innovations.Length];
        values[0] = innovations[0] / Math.Sqrt(1 - (correlation * correlation));
        for (var i = 1; i < values.Length; i++)
            values[i] = (correlation * values[i - 1]) + innovations[i];
        return values;
    }
}
