using Joulemark.Analysis;
using Joulemark.Comparison.Sweeping;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>From a run's records to its figures and judgements. Pure: the same records always give the same result.</summary>
public static class RunJudge
{
    /// <summary>Judges a run, whether it came to its end or not: each configuration by itself, then what they say of each other.</summary>
    public static RunResult Judge(RunRecord run) => Judge(run, out _);

    /// <summary>The same, with what the figures were made from.</summary>
    internal static RunResult Judge(RunRecord run, out IReadOnlyList<ConfigurationEvidence> evidence)
    {
        var analysis = RunAnalyzer.Analyze(run);
        evidence = analysis.Evidence;
        return Sweeper.Judge(run, Together(run, analysis), evidence);
    }

    private static RunResult Together(RunRecord run, RunAnalysis analysis)
    {
        var comparability = RunComparability.Of(run);
        return new RunResult
        {
            ToolVersion = ToolVersion.Current,
            Id = run.Header.Id,
            Name = run.Header.Name,
            Status = run.Header.Status,
            Boundary = analysis.Boundary,
            Provenance = analysis.Provenance,
            Validity = analysis.Validity,
            Configurations = analysis.Configurations,
            Findings = EnergyAccuracyFront.Find(analysis.Evidence, comparability.AreComparable, name => analysis.Configurations[name].Validity),
            Allowed = comparability.Allowed,
            Diagnostics = [.. comparability.Diagnostics, .. analysis.Diagnostics],
        };
    }
}
