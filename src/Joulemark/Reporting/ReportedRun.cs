using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>A run to report.</summary>
/// <param name="Record">What it left behind.</param>
/// <param name="Result">What was made of it.</param>
public sealed record ReportedRun(RunRecord Record, RunResult Result)
{
    /// <summary>What the figures were made from; null where nobody kept it.</summary>
    internal IReadOnlyList<ConfigurationEvidence>? Evidence { get; init; }

    /// <summary>Runs with what is known of them, so that none is analysed again for a report.</summary>
    internal static AnalysedRuns Analysed(IEnumerable<ReportedRun> runs)
    {
        var analysed = new AnalysedRuns();
        foreach (var run in runs)
        {
            if (run.Evidence is { } evidence)
                analysed.Know(run.Record, run.Result, evidence);
        }

        return analysed;
    }
}
