namespace Joulemark.Running.Searching;

/// <summary>
/// The highest load that meets the objectives: up by the coarse values until one fails, then by halves between the highest
/// that meets and the lowest that fails, then the full repeats of these two,
/// beside the windows that they were found by. A load above one that fails is never tried.
/// </summary>
/// <param name="range">Where to look.</param>
/// <param name="repeats">Windows of a point that decides, beside those that it was found by.</param>
internal sealed class HighestLoadSearch(SearchRange range, int repeats) : ISearchStrategy
{
    public int MostWindows => range.Coarse.Count + range.Halvings + (2 * repeats);

    public SearchStep Next(IReadOnlyList<SearchPoint> points)
    {
        var failing = points.Where(p => !p.Meets).MinBy(p => p.Value);
        var best = points.Where(p => p.Meets && !(p.Value > failing?.Value)).MaxBy(p => p.Value);
        if (best is null && failing is null)
            return new Explore(range.Coarse[0], "the lowest load");
        if (best is null)
            return Lowest(failing!);
        if (failing is null)
            return range.After(best.Value) is { } next ? new Explore(next, $"{range.Text(best.Value)} meets the objectives") : Highest(best);
        if (range.Between(best.Value, failing.Value) is { } middle)
            return new Explore(middle, $"{range.Text(best.Value)} meets the objectives, {range.Text(failing.Value)} does not");
        return best.Repeats < repeats || failing.Repeats < repeats
            ? new Confirm([best.Value, failing.Value], $"{range.Text(best.Value)} meets the objectives, {range.Text(failing.Value)} does not, and nothing is between them")
            : new Found(best.Value, $"by its figures {range.Text(best.Value)} is the highest load that meets the objectives, at {range.Text(failing.Value)} {failing.Failure}; the result says whether the intervals tell");
    }

    private SearchStep Lowest(SearchPoint failing)
    {
        if (failing.Value > range.Coarse[0])
            return new Explore(range.Coarse[0], $"{range.Text(failing.Value)} does not meet the objectives");
        return failing.Repeats < repeats ? new Confirm([failing.Value], "the lowest load does not meet the objectives")
            : new Found(null, $"no load meets the objectives: at {range.Text(failing.Value)}, where the range begins, {failing.Failure}");
    }

    private SearchStep Highest(SearchPoint best) => best.Repeats < repeats
        ? new Confirm([best.Value], $"{range.Text(best.Value)}, where the range ends, meets the objectives")
        : new Found(best.Value, $"by its figures the objectives are still met at {range.Text(best.Value)}, where the range ends; the highest load may be above it");
}
