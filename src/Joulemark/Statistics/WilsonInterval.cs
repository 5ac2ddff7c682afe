namespace Joulemark.Statistics;

/// <summary>Interval of a proportion (Wilson 1927, doi:10.1080/01621459.1927.10502953).</summary>
internal static class WilsonInterval
{
    public static Interval Of(int successes, int trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        var z = NormalDistribution.Quantile((1 + confidence) / 2);
        var p = successes / (double)trials;
        var scale = 1 + (z * z / trials);
        var centre = (p + (z * z / (2 * trials))) / scale;
        var half = z / scale * Math.Sqrt((p * (1 - p) / trials) + (z * z / (4.0 * trials * trials)));
        return new Interval(p, Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
