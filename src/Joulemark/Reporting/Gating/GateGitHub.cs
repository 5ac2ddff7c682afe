using Joulemark.Comparison.Gating;

namespace Joulemark.Reporting.Gating;

/// <summary>A gate's outcome as annotations of GitHub Actions (workflow commands): an error a broken rule or obstacle, a warning what is inconclusive, a notice for what passed.</summary>
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
        return string.Concat(lines);
    }

    // https://docs.github.com/actions/reference/workflow-commands-for-github-actions: data and properties are escaped alike, properties a little more.
    private static string Line(string level, string title, string message) => $"::{level} title={Data(title).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal)}::{Data(message)}\n";

    private static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
