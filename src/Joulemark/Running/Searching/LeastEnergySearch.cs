using Joulemark.Statistics;

namespace Joulemark.Running.Searching;

/// <summary>
/// The least energy per token among the points that meet the objectives: the coarse values first (of a load up to the first
/// that fails), then by halves on both sides of the best, then the full repeats of the best and its neighbours. Where the best
/// and its neighbours differ by no more than windows of one point do, there is nothing more to be told apart. What is best is
/// chosen by the windows that looked for it; its repeats are its figure, and take the choice from it only where they show for
/// certain that a neighbour uses less: a least figure picked from several by the figures themselves would be too low.
/// </summary>
/// <param name="range">Where to look.</param>
/// <param name="repeats">Windows of a point that decides, beside those that it was found by.</param>
internal sealed class LeastEnergySearch(SearchRange range, int repeats) : ISearchStrategy
{
    private const int FewestPairs = 3; // second windows, so that it is known how windows scatter before differences are held against it
    private const double Confidence = 0.99; // that a difference is one: the best of many is too good by chance

    public int MostWindows => range.Coarse.Count + FewestPairs + (2 * range.Halvings) + (3 * repeats);

    public SearchStep Next(IReadOnlyList<SearchPoint> points)
    {
        var measured = points.OrderBy(p => p.Value).ToList();
        var failing = range.IsLoad ? measured.Find(p => !p.Meets)?.Value : null;
        if (range.Coarse.Where(c => !(c > failing) && !measured.Exists(p => p.Value.Equals(c))).Select(c => (double?)c).FirstOrDefault() is { } coarse)
            return new Explore(coarse, "the coarse look");
        if (Best([.. measured.Where(p => p.Meets && double.IsFinite(p.Look) && !(p.Value > failing))], measured) is not { } best)
            return None(measured);
        var at = measured.IndexOf(best);
        SearchPoint?[] neighbours = [at > 0 ? measured[at - 1] : null, at + 1 < measured.Count ? measured[at + 1] : null];
        List<SearchPoint> around = [best, .. neighbours.OfType<SearchPoint>()];
        var canBeFiner = around.Exists(n => range.Between(Math.Min(n.Value, best.Value), Math.Max(n.Value, best.Value)) is not null);
        return canBeFiner && (Repeated(measured, around) ?? Halved(best, neighbours, measured)) is { } step ? step : Decided(best, around);
    }

    /// <summary>The least by the windows that looked for it, unless repeats show for certain that another, which was repeated as well, uses less.</summary>
    private SearchPoint? Best(List<SearchPoint> qualifying, List<SearchPoint> measured)
    {
        var best = qualifying.MinBy(p => p.Look);
        while (best?.Repeats >= repeats && qualifying.Where(p => p.Repeats >= repeats && IsWorse(best, p, measured, of => of.Energies)).MinBy(p => SearchPoint.Mean(p.Energies)) is { } less)
            best = less;
        return best;
    }

    /// <summary>A second window of a point around the best, until it is known how windows of one point scatter.</summary>
    private static Explore? Repeated(List<SearchPoint> measured, List<SearchPoint> around) =>
        Freedom(measured) < FewestPairs && around.Find(p => p.Windows.Count == 1) is { } single
            ? new Explore(single.Value, "a second window, to see how windows scatter") : null;

    /// <summary>The middle of the wider side of the best that is worth it.</summary>
    private Explore? Halved(SearchPoint best, SearchPoint?[] neighbours, List<SearchPoint> measured)
    {
        var comparable = neighbours.OfType<SearchPoint>().Where(n => n.Meets && double.IsFinite(n.Look)).ToList();
        if (comparable.Count > 0 && !comparable.Exists(n => IsWorse(n, best, measured, p => p.Windows)))
            return null;
        return neighbours.OfType<SearchPoint>()
            .Select(n => (Low: Math.Min(n.Value, best.Value), High: Math.Max(n.Value, best.Value)))
            .OrderByDescending(side => side.Low > 0 ? side.High / side.Low : side.High - side.Low)
            .Select(side => range.Between(side.Low, side.High) is { } middle ? new Explore(middle, $"least so far at {range.Text(best.Value)}") : null)
            .FirstOrDefault(step => step is not null);
    }

    private SearchStep Decided(SearchPoint best, List<SearchPoint> around)
    {
        if (around.Exists(p => p.Repeats < repeats))
            return new Confirm([.. around.Select(p => p.Value)], $"the least energy is at {range.Text(best.Value)}, or so near that it cannot be told apart");
        var edge = best.Value.Equals(range.Coarse[0]) ? "begins" : best.Value.Equals(range.Coarse[^1]) ? "ends" : null;
        return new Found(best.Value, edge is null ? $"the least energy is at {range.Text(best.Value)}"
            : $"the least energy is at {range.Text(best.Value)}, where the range {edge}; it may be less beyond");
    }

    private SearchStep None(List<SearchPoint> measured)
    {
        var first = measured[0];
        return first.Meets ? new Found(null, "no point's energy is known")
            : first.Repeats < repeats ? new Confirm([first.Value], "no point meets the objectives")
            : new Found(null, $"no point meets the objectives: at {range.Text(first.Value)} {first.Failure}");
    }

    /// <summary>True when a point's energy is higher than another's, in some of their windows, by more than windows of one point scatter.</summary>
    private static bool IsWorse(SearchPoint point, SearchPoint than, List<SearchPoint> measured, Func<SearchPoint, IReadOnlyList<double>> windows)
    {
        var (of, against) = (windows(point), windows(than));
        if (of.Count == 0 || against.Count == 0)
            return false;
        var error = Spread(measured) * Math.Sqrt((1.0 / of.Count) + (1.0 / against.Count));
        return Math.Log(of.Average() / against.Average()) > (error > 0 ? StudentT.Quantile(Confidence, Freedom(measured)) * error : 0);
    }

    private static int Freedom(List<SearchPoint> points) => Sets(points).Sum(s => Math.Max(0, s.Count - 1));

    /// <summary>Windows that scatter about one mean. What a point was chosen by is low of its repeats by choice, and no scatter.</summary>
    private static IEnumerable<IReadOnlyList<double>> Sets(List<SearchPoint> points) => points.SelectMany(p => (IReadOnlyList<double>[])[p.Trials, p.Energies]);

    /// <summary>Relative standard deviation of the windows of one point, pooled over those of which there are several.</summary>
    private static double Spread(List<SearchPoint> points)
    {
        var freedom = Freedom(points);
        return freedom == 0 ? 0 : Math.Sqrt(Sets(points).Sum(s => s.Sum(e => Math.Pow(Math.Log(e / SearchPoint.Mean(s)), 2))) / freedom);
    }
}
