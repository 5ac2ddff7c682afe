using System.Globalization;
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
            text.Append("**Figures of a run that is not valid were judged, because --accept-invalid or the policy says so.**\n\n");
        if (outcome.Verdict is GateVerdict.NotComparable or GateVerdict.Invalid)
            AppendList(text, GateText.Obstacles(outcome).Select(o => Escape(o.What) + (o.Remedy is null ? "" : $"<br>{Escape(o.Remedy)}")));
        AppendList(text, GateText.Accepted(outcome).Select(a => $"**{Escape(a.What)}**"));
        foreach (var note in GateText.Notes(outcome))
            text.Append(note.Severity == Diagnostics.DiagnosticSeverity.Warning ? "**Warning:** " : "").Append(Escape(GateText.Sentences(note.Message, note.Remedy))).Append("\n\n");
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

        if (outcome.Noted.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"<details><summary>{outcome.Noted.Count} difference{(outcome.Noted.Count == 1 ? " that forbids" : "s that forbid")} nothing</summary>\n\n");
            AppendList(text, GateText.Noted(outcome).Select(Escape));
            text.Append("</details>\n\n");
        }

        return text.Append("<sub>").Append(GateText.Level(outcome) is { } level ? $"{level} " : "").Append("Joulemark ").Append(Escape(outcome.ToolVersion)).Append("</sub>\n").ToString();
    }

    private static void AppendList(StringBuilder text, IEnumerable<string> items)
    {
        var before = text.Length;
        foreach (var item in items)
            text.Append("- ").Append(item).Append('\n');
        if (text.Length > before)
            text.Append('\n');
    }
}
