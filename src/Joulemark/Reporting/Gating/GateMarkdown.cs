using System.Text;
using Joulemark.Comparison.Gating;
using static Joulemark.Reporting.MarkdownText;

namespace Joulemark.Reporting.Gating;

/// <summary>A gate's outcome as Markdown, for a comment of a pull request or a step's summary.</summary>
internal static class GateMarkdown
{
    public static string Write(GateOutcome outcome)
    {
        var text = new StringBuilder();
        text.Append("### ").Append(GateText.Headline(outcome)).Append("\n\n");
        text.Append("Candidate ").Append(Code(outcome.Candidate.Configuration)).Append(" (").Append(Code(GateText.Runs(outcome.CandidateStarts))).Append(") against baseline ")
            .Append(Code(outcome.Baseline.Configuration)).Append(" (").Append(Code(GateText.Runs(outcome.BaselineStarts))).Append(")\n\n");
        if (outcome.AcceptedInvalid)
            text.Append("**Figures of a run that is not valid were judged, because the policy says so.**\n\n");
        foreach (var allowed in outcome.Allowed)
            text.Append("**Allowed to differ:** ").Append(Escape($"{allowed.Key} is {allowed.Values}")).Append("\n\n");
        if (outcome.Verdict is GateVerdict.NotComparable or GateVerdict.Invalid || outcome.AcceptedInvalid)
        {
            foreach (var (what, remedy) in GateText.Obstacles(outcome))
                text.Append("- ").Append(Escape(what)).Append(remedy is null ? "" : $"<br>{Escape(remedy)}").Append('\n');
            text.Append('\n');
        }

        foreach (var note in outcome.Diagnostics.Where(d => d.Severity == Diagnostics.DiagnosticSeverity.Info))
            text.Append(Escape(note.Message)).Append("\n\n");
        if (outcome.Rules.Count > 0)
        {
            text.Append("| verdict | rule | figures |\n|---|---|---|\n");
            foreach (var rule in outcome.Rules)
            {
                text.Append("| ").Append(rule.Verdict is GateVerdict.Pass ? "pass" : $"**{GateText.Word(rule.Verdict)}**").Append(" | ").Append(Escape(GateRuleName.Of(rule)))
                    .Append(" | ").Append(Escape(rule.Evidence)).Append(rule.Remedy is null ? "" : $"<br>{Escape(rule.Remedy)}").Append(" |\n");
            }

            text.Append('\n');
        }

        return text.Append("<sub>Fails only what is worse for certain: a candidate that breaks no rule is failed in at most ")
            .Append((outcome.Level * 100).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)).Append(" % of runs. Joulemark ").Append(Escape(outcome.ToolVersion)).Append("</sub>\n").ToString();
    }
}
