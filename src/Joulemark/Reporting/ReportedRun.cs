using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Comparison.Histories;
using Joulemark.Comparison.Recommending;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>A run to report.</summary>
/// <param name="Record">What it left behind.</param>
/// <param name="Result">What was made of it.</param>
public sealed record ReportedRun(RunRecord Record, RunResult Result)
{
    /// <summary>What the figures were made from; null where nobody kept it.</summary>
    internal IReadOnlyList<ConfigurationEvidence>? Evidence { get; init; }

    /// <summary>What its work is priced at; null for no prices.</summary>
    internal RecommendationOptions? Prices { get; init; }

    /// <summary>True where its folder has these figures and their page now.</summary>
    internal bool IsWritten { get; init; }

    /// <summary>What its work costs; null for no prices.</summary>
    internal PricedRun? Priced => Prices is null ? null : PricedRun.Of(Record, Result, Analysed([this]), Prices);

    /// <summary>What runs say together of their benchmarks over time; a run that is given twice counts once.</summary>
    internal static BenchmarkHistories HistoriesOf(IReadOnlyList<ReportedRun> runs) => BenchmarkHistories.Of([.. runs.DistinctBy(r => r.Result.Id, StringComparer.Ordinal).Select(r => (r.Record, r.Result))]);

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
