using Joulemark.Comparison.Histories;
using Joulemark.Metrology;
using static Joulemark.Reporting.MarkdownText;

namespace Joulemark.Reporting.Writers;

/// <summary>Benchmarks over time as Markdown: where their figure changed, and each run's.</summary>
internal static class MarkdownHistory
{
    public static string Of(BenchmarkHistories histories) => !histories.IsAny ? ""
        : "---\n\n## Over time\n\n" + string.Concat(histories.Series.Select(One))
            + List(HistoryText.Left(histories), HistoryText.LeftOut(histories).Select(r => $"{Code(r.Run)} {Escape(r.Why)}"))
            + $"<sub>{Escape(HistoryText.Series)}{(histories.Series.Count > 0 ? $" {Escape(HistoryText.Method)}" : "")}</sub>\n";

    private static string One(BenchmarkHistory history) =>
        $"### {Escape(HistoryText.Title(history))}\n\n{Escape(HistoryText.Scope(history))}. {Escape(HistoryText.Verdict(history))}.{(history.Apart is null ? "" : $" A series of its own, {Escape(history.Apart)}.")}\n\n"
        + string.Concat(history.Changes.Select(c => $"- **{HistoryText.Direction(c)}** {Escape(HistoryText.Change(history, c))}\n")) + (history.Changes.Count > 0 ? "\n" : "")
        + Details("The runs", Row("run", "began", "figure", "95 % interval", "valid") + Row(":---", ":---", "---:", "---:", ":---")
            + string.Concat(history.Points.Select(p => Row(Code(p.Run), HistoryText.Time(p.At), Escape(Figures.Value(p.Figure)), Figures.Range(p.Figure) is { } range ? Escape(range) : "–", p.IsValid ? "yes" : "**NO**: shown, not searched"))) + "\n");
}
