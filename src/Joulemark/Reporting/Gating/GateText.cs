using Joulemark.Comparison.Gating;

namespace Joulemark.Reporting.Gating;

/// <summary>Words that all the writers of a gate's outcome share.</summary>
internal static class GateText
{
    /// <summary>The outcome in one line.</summary>
    public static string Headline(GateOutcome outcome) => outcome.Verdict switch
    {
        GateVerdict.Pass => "Energy gate passed",
        GateVerdict.Fail => "Energy gate failed",
        GateVerdict.Inconclusive => "Energy gate inconclusive: the repeats do not tell",
        GateVerdict.Invalid => "Energy gate without a verdict: figures are not valid, or not there",
        _ => "Energy gate without a verdict: the runs are not comparable",
    };

    /// <summary>The runs of a side.</summary>
    public static string Runs(IReadOnlyList<Comparison.ComparedConfiguration> starts) => string.Join(", ", starts.Select(s => s.Run));

    /// <summary>A verdict in a word.</summary>
    public static string Word(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Pass => "pass",
        GateVerdict.Fail => "FAIL",
        GateVerdict.Inconclusive => "inconclusive",
        GateVerdict.Invalid => "invalid",
        _ => "not comparable",
    };

    /// <summary>Why there is no verdict at all, each with its remedy: differences that forbid it, reasons of validity.</summary>
    public static IEnumerable<(string What, string? Remedy)> Obstacles(GateOutcome outcome)
    {
        foreach (var diagnostic in outcome.Diagnostics.Where(d => d.Severity == Diagnostics.DiagnosticSeverity.Error))
            yield return (diagnostic.Message, diagnostic.Remedy);
        foreach (var (name, side) in outcome.BaselineStarts.Select(s => ("baseline", s)).Concat(outcome.CandidateStarts.Select(s => ("candidate", s))))
        {
            var run = (name == "baseline" ? outcome.BaselineStarts : outcome.CandidateStarts).Count > 1 ? $"'s run {side.Run}" : "";
            foreach (var reason in side.Validity.Reasons)
                yield return ($"the {name}{run} is not valid: {reason.Code}: {reason.Evidence}", "Measure it again without that; docs/diagnostics.md says what each reason means.");
        }
    }
}
