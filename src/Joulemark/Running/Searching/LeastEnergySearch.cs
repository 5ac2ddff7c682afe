using Joulemark.Statistics;

namespace Joulemark.Running.Searching;

/// <summary>
/// The least energy per token among the points that meet the objectives: the coarse values first (of a load up to the first
/// that fails), then by halves on both sides of the best, then the full repeats of the best and its neighbours. Where the best
/// and its neighbours differ by no more than windows of one point do, there is nothing more to be told apart.
/// </summary>
/// <param name="range">Where to look.</param>
/// <param name="repeats">Windows of a point that decides.</param>
internal sealed class LeastEnergySearch(SearchRange range, int repeats) : ISearchStrategy
{
    private const int FewestPairs = 3; // second windows, so that it is known how windows scatter before differences are held against it
    private const double Confidence = 0.99; // that a difference is one: the best of many is too good by chance

    public int MostWindows => range.Coarse.Count + FewestPairs + (2 * range.Halvings) + (3 * (repeats - 1));

    public SearchStep Next(IReadOnlyList<SearchPoint> points)
    {
        var measured = points.OrderBy(p => p.Value).ToList();
        var failing = range.IsLoad ? measured.Find(p => !p.Meets)?.Value : null;
        if (range.Coarse.Where(c => !(c > failing) && !measured.Exists(p => p.Value.Equals(c))).Select(c => (double?)c).FirstOrDefault() is { } coarse)
            return new Explore(coarse, "the coarse look");
        var best = measured.Where(p => p.Meets && double.IsFinite(p.Energy) && !(p.Value > failing)).MinBy(p => p.Energy);
        if (best is null)
            return None(measured);
        var at = measured.IndexOf(best);
        SearchPoint?[] neighbours = [at > 0 ? measured[at - 1] : null, at + 1 < measured.Count ? measured[at + 1] : null];
        List<SearchPoint> around = [best, .. neighbours.OfType<SearchPoint>()];
        return (Repeated(measured, around) ?? Halved(best, neighbours, measured)) is { } step ? step : Decided(best, around);
    }

    /// <summary>A second window of a point around the best, until it is known how windows of one point scatter.</summary>
    private static Explore? Repeated(List<SearchPoint> measured, List<SearchPoint> around) =>
        Freedom(measured) < FewestPairs && around.Find(p => p.Windows == 1) is { } single
            ? new Explore(single.Value, "a second window, to see how windows scatter") : null;

    /// <summary>The middle of the wider side of the best that is worth it.</summary>
    private Explore? Halved(SearchPoint best, SearchPoint?[] neighbours, List<SearchPoint> measured)
    {
        var comparable = neighbours.OfType<SearchPoint>().Where(n => n.Meets && double.IsFinite(n.Energy)).ToList();
        if (comparable.Count > 0 && !comparable.Exists(n => IsWorse(n, best, measured)))
            return null;
        return neighbours.OfType<SearchPoint>()
            .Select(n => (Low: Math.Min(n.Value, best.Value), High: Math.Max(n.Value, best.Value)))
            .OrderByDescending(side => side.Low > 0 ? side.High / side.Low : side.High - side.Low)
            .Select(side => range.Between(side.Low, side.High) is { } middle ? new Explore(middle, $"least so far at {range.Text(best.Value)}") : null)
            .FirstOrDefault(step => step is not null);
    }

    private SearchStep Decided(SearchPoint best, List<SearchPoint> around)
    {
        if (around.Exists(p => p.Windows < repeats))
            return new Confirm([.. around.Select(p => p.Value)], $"the least energy is at {range.Text(best.Value)}, or so near that it cannot be told apart");
        var edge = best.Value.Equals(range.Coarse[0]) ? "begins" : best.Value.Equals(range.Coarse[^1]) ? "ends" : null;
        return new Found(best.Value, edge is null ? $"the least energy is at {range.Text(best.Value)}"
            : $"the least energy is at {range.Text(best.Value)}, where the range {edge}; it may be less beyond");
    }

    private SearchStep None(List<SearchPoint> measured)
    {
        var first = measured[0];
        return first.Meets ? new Found(null, "no point's energy is known")
            : first.Windows < repeats ? new Confirm([first.Value], "no point meets the objectives")
            : new Found(null, $"no point meets the objectives: at {range.Text(first.Value)} {first.Failure}");
    }

    /// <summary>True when a point's energy is higher by more than windows of one point scatter.</summary>
    private static bool IsWorse(SearchPoint point, SearchPoint best, List<SearchPoint> measured)
    {
        var error = Spread(measured) * Math.Sqrt((1.0 / point.Energies.Count) + (1.0 / best.Energies.Count));
        return Math.Log(point.Energy / best.Energy) > (error > 0 ? StudentT.Quantile(Confidence, Freedom(measured)) * error : 0);
    }

    private static int Freedom(List<SearchPoint> points) => points.Sum(p => Math.Max(0, p.Energies.Count - 1));

    /// <summary>Relative standard deviation of the windows of one point, pooled over the points that have several.</summary>
    private static double Spread(List<SearchPoint> points)
    {
        var freedom = Freedom(points);
        return freedom == 0 ? 0 : Math.Sqrt(points.Sum(p => p.Energies.Sum(e => Math.Pow(Math.Log(e / p.Energy), 2))) / freedom);
    }
}
