using System.Globalization;
using Joulemark.Comparison;
using Joulemark.Comparison.Gating;
using Joulemark.Diagnostics;
using Joulemark.Reporting.Html;

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
    public static string Runs(IReadOnlyList<ComparedConfiguration> starts) => string.Join(", ", starts.Select(s => s.Run));

    /// <summary>A verdict in a word.</summary>
    public static string Word(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Pass => "pass",
        GateVerdict.Fail => "FAIL",
        GateVerdict.Inconclusive => "inconclusive",
        GateVerdict.Invalid => "invalid",
        _ => "not comparable",
    };

    /// <summary>
    /// Why there is no verdict at all, each with its remedy and a key that is the same from run to run: differences that forbid it,
    /// reasons of validity that nobody accepts.
    /// </summary>
    public static IEnumerable<(string Key, string What, string? Remedy)> Obstacles(GateOutcome outcome)
    {
        foreach (var diagnostic in outcome.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error))
            yield return (KeyOf(diagnostic), diagnostic.Message, diagnostic.Remedy);
        foreach (var (key, code, what) in outcome.AcceptedInvalid ? [] : Reasons(outcome))
            yield return (key, what, Explanations.RemedyOf(code) ?? "Measure it again; docs/diagnostics.md says what each reason means.");
    }

    /// <summary>What a tool knows a diagnostic again by.</summary>
    public static string KeyOf(Diagnostic diagnostic) => diagnostic.Subject is { } subject ? $"{diagnostic.Id} {subject}" : diagnostic.Id;

    /// <summary>What is the matter and what to do about it, on one line.</summary>
    public static string Sentences(string what, string? remedy) => remedy is null ? what : $"{what.TrimEnd('.')}. {remedy}";

    /// <summary>What would have kept the gate shut, had the user not accepted it, each with a key that is the same from run to run: every output says it.</summary>
    public static IEnumerable<(string Key, string What)> Accepted(GateOutcome outcome) =>
    [
        .. outcome.Allowed.Select(a => ($"allowed {a.Key}", $"allowed to differ: {a.Key} is {a.Values}")),
        .. outcome.AllowedBetweenStarts.Select(a => ($"allowed {a.Difference.Key} within the {a.Side}", $"allowed to differ between {a.Runs}: {a.Difference.Key} is {a.Difference.Values}")),
        .. outcome.AcceptedInvalid ? Reasons(outcome).Select(r => (r.Key, $"accepted: {r.What}")) : [],
    ];

    /// <summary>Differences that forbid nothing, a line each.</summary>
    public static IEnumerable<string> Noted(GateOutcome outcome) =>
        outcome.Noted.Select(d => $"{d.Key} is {d.Values}: {(d.Verdict == DifferenceVerdict.CannotBeTold ? "whether it is the same cannot be told: " : "")}{Bare(d.Why)}");

    // The rules say "noted: why", and so does who shows it.
    private static string Bare(string why)
    {
        const string noted = "noted: ";
        return why.StartsWith(noted, StringComparison.Ordinal) ? why[noted.Length..] : why;
    }

    /// <summary>What must be known beside, and keeps no gate shut.</summary>
    public static IEnumerable<Diagnostic> Notes(GateOutcome outcome) => outcome.Diagnostics.Where(d => d.Severity != DiagnosticSeverity.Error);

    /// <summary>How often a gate like this fails a candidate for nothing, in a sentence; null where no rule was judged.</summary>
    public static string? Level(GateOutcome outcome)
    {
        if (outcome.Rules.Count == 0)
            return null;
        var absolute = outcome.Rules.Count(r => !r.Rule.IsRelative);
        List<string> parts = [];
        if (absolute < outcome.Rules.Count)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"a candidate that breaks no relative rule is failed by one in at most {outcome.Level * 100:0.##} % of gates"));
        if (absolute > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{(absolute == 1 ? "an absolute limit or objective" : $"each of the {absolute} absolute limits and objectives")} fails one that keeps it in at most 2.5 %"));
        if (outcome.Diagnostics.Any(d => d.Id == GateStarts.NotMeasured.Id))
            parts.Add("what varies from one start of a server to the next is not in that, since each side is one run");
        return $"Fails only what is worse for certain: {string.Join("; ", parts)}.";
    }

    private static IEnumerable<(string Key, string Code, string What)> Reasons(GateOutcome outcome)
    {
        foreach (var (name, sides) in ((string, IReadOnlyList<ComparedConfiguration>)[])[("baseline", outcome.BaselineStarts), ("candidate", outcome.CandidateStarts)])
        {
            foreach (var side in sides)
            {
                foreach (var reason in side.Validity.Reasons)
                    yield return ($"{name} {reason.Code}", reason.Code, $"the {name}{(sides.Count > 1 ? $"'s run {side.Run}" : "")} is not valid: {reason.Code}: {reason.Evidence}");
            }
        }
    }
}
