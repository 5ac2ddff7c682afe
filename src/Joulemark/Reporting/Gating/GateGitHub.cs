using Joulemark.Comparison.Gating;
using Joulemark.Diagnostics;

namespace Joulemark.Reporting.Gating;

/// <summary>A gate's outcome as annotations of GitHub Actions (workflow commands): an error a broken rule or obstacle, a warning what is inconclusive or was accepted, a notice for what passed or must be known.</summary>
internal static class GateGitHub
{
    public static string Write(GateOutcome outcome)
    {
        var lines = new List<string>();
        if (outcome.Verdict is GateVerdict.NotComparable or GateVerdict.Invalid)
            lines.AddRange(GateText.Obstacles(outcome).Select(o => Line("error", GateText.Headline(outcome), $"{o.What}{(o.Remedy is null ? "" : $"\n{o.Remedy}")}")));
        lines.AddRange(outcome.Rules.Select(r => Line(
            r.Verdict switch { GateVerdict.Pass => "notice", GateVerdict.Inconclusive => "warning", _ => "error" },
            $"{GateText.Word(r.Verdict)}: {GateRuleName.Of(r)}", r.Remedy is null ? r.Evidence : $"{r.Evidence}\n{r.Remedy}")));
        foreach (var (title, texts) in ((string, IEnumerable<string>)[])[("accepted", GateText.Accepted(outcome).Select(a => a.What)), ("differs, and forbids nothing", GateText.Noted(outcome))])
        {
            // One for all of them: GitHub shows ten of a kind and step, and drops the rest.
            if (texts.ToList() is { Count: > 0 } all)
                lines.Add(Line(title == "accepted" ? "warning" : "notice", title, string.Join('\n', all)));
        }

        lines.AddRange(GateText.Notes(outcome).Select(n => Line(n.Severity == DiagnosticSeverity.Warning ? "warning" : "notice", n.Id, n.Remedy is null ? n.Message : $"{n.Message}\n{n.Remedy}")));
        return string.Concat(lines);
    }

    // https://docs.github.com/actions/reference/workflow-commands-for-github-actions: data and properties are escaped alike, properties a little more.
    private static string Line(string level, string title, string message) => $"::{level} title={Data(title).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal)}::{Data(message)}\n";

    private static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
