namespace Joulemark.Reporting.Comparisons;

/// <summary>Where ratios lie on a line: on a log scale, so that half and twice are as far from 1.</summary>
internal sealed class ForestScale
{
    /// <summary>Width of a line in pixels.</summary>
    public const int Width = 240;

    private const int Edge = 12;
    private const double LeastBetweenTicks = 44;
    private static readonly double[] Nice = [1, 0.5, 2, 0.8, 1.25, 0.9, 1.1, 0.95, 1.05, 0.2, 5, 0.1, 10, 0.98, 1.02, 0.99, 1.01, 0.01, 100, 0.001, 1000];
    private readonly double _from;
    private readonly double _to;

    private ForestScale(double from, double to) => (_from, _to) = (from, to);

    /// <summary>A scale that has 1, the margin and all ratios with their intervals.</summary>
    public static ForestScale Of(IEnumerable<double?> ends, double margin)
    {
        var logs = ends.OfType<double>().Where(e => e > 0 && double.IsFinite(e)).Select(e => Math.Log(e)).Concat([-Math.Log(1 + margin), Math.Log(1 + margin), -0.02, 0.02]).ToList();
        return new ForestScale(logs.Min(), logs.Max());
    }

    /// <summary>Pixels from the left; what is beyond is at the edge.</summary>
    public double X(double ratio) => ratio <= 0 ? Edge : Edge + ((Width - (2 * Edge)) * Math.Clamp((Math.Log(ratio) - _from) / (_to - _from), 0, 1));

    /// <summary>Round ratios that have room.</summary>
    public IReadOnlyList<double> Ticks()
    {
        var ticks = new List<double>();
        foreach (var ratio in Nice.Where(n => Math.Log(n) >= _from && Math.Log(n) <= _to))
        {
            if (ticks.TrueForAll(t => Math.Abs(X(t) - X(ratio)) >= LeastBetweenTicks))
                ticks.Add(ratio);
        }

        return ticks;
    }
}
