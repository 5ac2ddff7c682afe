namespace Joulemark.Statistics;

/// <summary>Interval of a proportion (Wilson 1927, doi:10.1080/01621459.1927.10502953).</summary>
public static class WilsonInterval
{
    /// <summary>The share with its interval, which stays within 0 and 1 and has a width even where all or none succeed.</summary>
    /// <param name="successes">How many succeeded, from 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">Of how many, at least 1.</param>
    /// <param name="confidence">Between 0 and 1; default 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no trials, or more successes than trials.</exception>
    public static Interval Of(int successes, int trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        var z = NormalDistribution.Quantile((1 + confidence) / 2);
        var p = successes / (double)trials;
        var scale = 1 + (z * z / trials);
        var centre = (p + (z * z / (2 * trials))) / scale;
        var half = z / scale * Math.Sqrt((p * (1 - p) / trials) + (z * z / (4.0 * trials * trials)));
        return new Interval(p, Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
