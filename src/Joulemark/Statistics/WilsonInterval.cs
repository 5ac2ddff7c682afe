namespace Joulemark.Statistics;

/// <summary>Interval of a proportion (Wilson 1927, doi:10.1080/01621459.1927.10502953).</summary>
internal static class WilsonInterval
{
    private const double Z = 1.959963984540054; // normal quantile of 0.975

    public static Interval Of(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        var p = successes / (double)trials;
        var scale = 1 + (Z * Z / trials);
        var centre = (p + (Z * Z / (2 * trials))) / scale;
        var half = Z / scale * Math.Sqrt((p * (1 - p) / trials) + (Z * Z / (4.0 * trials * trials)));
        return new Interval(p, Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
