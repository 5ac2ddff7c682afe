using Joulemark.Statistics;

namespace Joulemark.Comparison.Sweeping;

/// <summary>
/// The knee of a curve that rises ever less: the point that is farthest above the line through both axes' ends when both are
/// scaled to 0 … 1, where it is so by more than the mean distance of points (Kneedle with sensitivity 1; Satopää et al. 2011,
/// doi:10.1109/ICDCSW.2011.20, without smoothing).
/// </summary>
internal static class Kneedle
{
    /// <summary>Index of the knee; null where the curve has no bend.</summary>
    /// <param name="x">Rising.</param>
    /// <param name="y">As many.</param>
    public static int? Find(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (first, wide, least, high) = (x[0], x[^1] - x[0], y.Min(), y.Max() - y.Min());
        if (!(wide > 0 && high > 0))
            return null;
        var knee = 0;
        double Above(int i) => ((y[i] - least) / high) - ((x[i] - first) / wide);
        for (var i = 1; i < x.Count - 1; i++)
        {
            if (Above(i) > Above(knee))
                knee = i;
        }

        return knee > 0 && Above(knee) > 1.0 / (x.Count - 1) ? knee : null;
    }

    /// <summary>How often each point is the knee when every figure is drawn anew from a normal distribution as wide as its interval.</summary>
    /// <param name="x">Rising.</param>
    /// <param name="y">The figures, each with an interval.</param>
    /// <param name="draws">How many curves to draw.</param>
    public static int[] Resample(IReadOnlyList<double> x, IReadOnlyList<Interval> y, int draws)
    {
        var random = new SeededRandom(draws, x.Count); // the same points always give the same knee
        var scale = NormalDistribution.Quantile(0.975);
        double[] drawn = new double[x.Count];
        var counts = new int[x.Count];
        for (var draw = 0; draw < draws; draw++)
        {
            for (var i = 0; i < drawn.Length; i++)
            {
                var z = NormalDistribution.Quantile(Math.Clamp(random.NextDouble(), 1e-12, 1 - 1e-12));
                drawn[i] = y[i].Value + (z / scale * (z > 0 ? y[i].Upper!.Value - y[i].Value : y[i].Value - y[i].Lower!.Value));
            }

            if (Find(x, drawn) is { } knee)
                counts[knee]++;
        }

        return counts;
    }
}
