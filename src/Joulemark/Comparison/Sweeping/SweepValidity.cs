using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Comparison.Sweeping;

/// <summary>
/// Whether a declared sweep is valid as a whole, over all its runs. It goes beyond what the server can take on purpose, so
/// that a point that is overloaded is an answer and no fault; nor does a point count that a search only passed by. Where no
/// point is valid nothing was found, and all reasons count.
/// </summary>
internal static class SweepValidity
{
    public static Validity Of(RunRecord run, RunResult result, IReadOnlyList<SweepMember> members)
    {
        if (run.Header.Sweep is null)
            return result.Validity;
        var needed = members.Any(m => m.Validity.Valid) ? members.Where(m => !m.IsPassedBy && !m.Validity.Reasons.Any(r => r.Code == SweepMember.Overloaded)) : members;
        var reasons = needed.SelectMany(m => m.Validity.Reasons.Except(RunAnalyzer.RunReasons(run)).Select(r => r with { Evidence = $"{m.Name}: {r.Evidence}" }));
        return Validity.From([.. RunAnalyzer.RunReasons(run).Concat(reasons).Distinct()]);
    }
}
