using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Comparison.Sweeping;

/// <summary>
/// Whether a declared sweep is valid as a whole. It goes beyond what the server can take on purpose, so that a point that is
/// overloaded is an answer and no fault; what a search left out, or another run has measured whole, is no fault either.
/// </summary>
internal static class SweepValidity
{
    private const string Overloaded = "overloaded";

    public static Validity Of(RunRecord run, RunResult result, IReadOnlyList<SweepMember> members)
    {
        if (run.Header.Sweep is null)
            return result.Validity;
        var reasons = RunAnalyzer.RunReasons(run).Concat(members.SelectMany(m => m.Validity.Reasons
            .Where(r => r.Code != Overloaded).Select(r => r with { Evidence = $"{m.Name}: {r.Evidence}" })));
        return Validity.From([.. reasons.Distinct()]);
    }
}
