using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Comparison.Sweeping;

/// <summary>
/// Whether a declared sweep is valid as a whole, over all its runs. It goes beyond what the server can take on purpose, so
/// that a point that is overloaded is an answer and no fault; nor does a point count that a search left behind. Where no
/// point is valid nothing was found, and all reasons count.
/// </summary>
internal static class SweepValidity
{
    /// <param name="run">The last run.</param>
    /// <param name="result">Its figures.</param>
    /// <param name="series">The points of each series, along its axis.</param>
    public static Validity Of(RunRecord run, RunResult result, IReadOnlyList<IReadOnlyList<SweepMember>> series)
    {
        if (run.Header.Sweep is null)
            return result.Validity;
        var members = series.SelectMany(s => s).ToList();
        var search = SweepSearch.Of(run);
        var needed = !members.Exists(m => m.Validity.Valid) ? members : search is null ? members.Where(IsNeeded) : series.SelectMany(s => Needed(search, s));
        var reasons = needed.SelectMany(m => m.Validity.Reasons.Except(RunAnalyzer.RunReasons(run)).Select(r => r with { Evidence = $"{m.Name}: {r.Evidence}" }));
        return Validity.From([.. RunAnalyzer.RunReasons(run).Concat(reasons).Distinct()]);
    }

    private static bool IsNeeded(SweepMember member) => !member.IsPassedBy && !member.Validity.Reasons.Any(r => r.Code == SweepMember.Overloaded);

    /// <summary>What was found counts in any case; a point beside it that the server could not take is why it was found.</summary>
    private static IEnumerable<SweepMember> Needed(SweepSearch search, IReadOnlyList<SweepMember> series)
    {
        var found = search.Found(series);
        return search.Deciding(series).Where(m => m == found || (IsNeeded(m) && !m.IsBeyondTheServer));
    }
}
