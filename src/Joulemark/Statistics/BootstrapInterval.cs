namespace Joulemark.Statistics;

/// <summary>
/// Interval of any statistic of a sample by resampling: bias-corrected and accelerated (BCa; Efron 1987,
/// doi:10.1080/01621459.1987.10478410). For what has no formula, and for samples that are far from normal. With few repeats
/// it is too narrow (there are only so many resamples of five figures); Student's t is for those.
/// </summary>
internal static class BootstrapInterval
{
    /// <summary>Fewest figures to resample: below, its coverage is far from what it says.</summary>
    public const int FewestValues = 8;

    private const int Resamples = 4000;
    private const double Confidence = 0.95;

    /// <summary>The statistic with its interval; the ends are null for fewer than <see cref="FewestValues"/>. The same seed gives the same interval.</summary>
    /// <param name="values">The sample.</param>
    /// <param name="statistic">What is estimated from a sample.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="confidence">Between 0 and 1; default 0.95.</param>
    public static Interval Of(IReadOnlyList<double> values, Func<double[], double> statistic, long seed = 1, double confidence = Confidence)
    {
        var sample = values.ToArray();
        var estimate = statistic(sample);
        if (sample.Length < FewestValues)
            return new Interval(estimate, null, null);

        var resampled = Resample(sample, statistic, new SeededRandom(seed, sample.Length));
        Array.Sort(resampled);

        // Bias: how far the median of the resamples is from the estimate; what equals it counts half.
        var below = (resampled.Count(r => r < estimate) + (resampled.Count(r => r == estimate) / 2.0)) / Resamples;
        if (below is <= 0 or >= 1)
            return new Interval(estimate, resampled[0], resampled[^1]); // no resample on one side: all that can be said is their range
        var bias = NormalDistribution.Quantile(below);
        var acceleration = Acceleration(sample, statistic);
        double End(double p)
        {
            var z = bias + NormalDistribution.Quantile(p);
            return Quantiles.At(resampled, NormalDistribution.Cumulative(bias + (z / (1 - (acceleration * z)))));
        }

        return new Interval(estimate, End((1 - confidence) / 2), End((1 + confidence) / 2));
    }

    private static double[] Resample(double[] sample, Func<double[], double> statistic, SeededRandom random)
    {
        var resampled = new double[Resamples];
        var draw = new double[sample.Length];
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < draw.Length; j++)
                draw[j] = sample[random.Next(sample.Length)];
            resampled[i] = statistic(draw);
        }

        return resampled;
    }

    /// <summary>How the statistic's standard error changes with its value, by leaving each figure out once.</summary>
    private static double Acceleration(double[] sample, Func<double[], double> statistic)
    {
        var without = Enumerable.Range(0, sample.Length).Select(i => statistic([.. sample.Where((_, j) => j != i)])).ToArray();
        var mean = without.Average();
        var squares = without.Sum(w => Math.Pow(mean - w, 2));
        return squares == 0 ? 0 : without.Sum(w => Math.Pow(mean - w, 3)) / (6 * Math.Pow(squares, 1.5));
    }
}
