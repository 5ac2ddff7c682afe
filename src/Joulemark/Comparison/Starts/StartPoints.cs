using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Starts;

/// <summary>
/// Difference of a share over several starts of each side, in points. The same items are asked in every run, so that runs are no
/// further items, and one run's items say nothing of what another start does to all of them: the interval holds both, the first
/// runs' items and the runs' scatter, in squares. Of what counts no items it is the runs' scatter, and no narrower than the first
/// runs' windows. A side of one run is taken to scatter as the other does.
/// </summary>
/// <param name="Change">Candidate less baseline.</param>
/// <param name="IsOfStarts">True where the starts leave more open than the items do.</param>
internal sealed record StartPoints(Estimate Change, bool IsOfStarts)
{
    private const int Fewest = 2;

    /// <summary>The difference.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="baseline">Runs of the baseline.</param>
    /// <param name="candidate">Runs of the candidate.</param>
    /// <param name="items">The difference of their first runs.</param>
    /// <param name="confidence">Of the interval.</param>
    public static StartPoints Of(string metric, StartFigures baseline, StartFigures candidate, Estimate items, double confidence)
    {
        var (a, b) = (baseline.Values, candidate.Values);
        var isOneSided = Math.Min(a.Length, b.Length) == 1;
        var between = isOneSided ? LogRatio.OneAgainstManyOfLogs(a, b, Fewest) : LogRatio.OfLogs(a, b, Fewest);
        var ofStarts = StudentT.Quantile((1 + confidence) / 2, between.Degrees) * between.StandardError;
        var isCount = IsCount(metric);
        double? Half(double? ofItems) => !isCount ? Math.Max(ofStarts, ofItems ?? 0)
            : Math.Sqrt((ofStarts * ofStarts) + (ofItems * ofItems ?? double.NaN)) is var both && double.IsNaN(both) ? null : both;

        var (middle, below, above) = (b.Average() - a.Average(), items.Value - items.Lower, items.Upper - items.Value);
        return new StartPoints(
            new Estimate
            {
                Value = middle, Lower = middle - Half(below), Upper = middle + Half(above), N = Math.Min(a.Length, b.Length), Unit = "points",
                Method = $"t of runs{(isOneSided ? ", of which one side is one, taken to scatter from start to start as the other does" : "")}; {(isCount ? "in squares with" : "no narrower than")} {items.Method} of the first runs",
            },
            ofStarts > (below ?? 0));
    }

    /// <summary>True for a share of so many that were counted; others without a unit, such as <c>idle_share</c>, are no shares of their windows or answers.</summary>
    public static bool IsCount(string metric) => metric is "accuracy" or "good_share";
}
