using Joulemark.Comparison.Sweeping;
using Joulemark.Metrology;
using Joulemark.Reporting.Html;
using static Joulemark.Reporting.MarkdownText;

namespace Joulemark.Reporting.Writers;

/// <summary>A sweep's answer and its points, whichever run they were measured in, as Markdown.</summary>
internal static class MarkdownSweep
{
    public static string Of(SweepResult sweep)
    {
        var points = sweep.Series.SelectMany(s => s.Points.Select(p => (Series: s.Name, Point: p))).ToList();
        List<(string Heading, string Align, Func<(string Series, SweepPoint Point), string> Cell)> columns =
        [
            .. sweep.Keys.Select(k => Column(k, p => p.Point.Factors.GetValueOrDefault(k) ?? "–")),
            .. If(sweep.Series.Count > 1, Column("series", p => p.Series)),
            Column("verdict", p => SweepWords.Marks(p.Point)),
            .. If(points.Exists(p => p.Point.Outcome is not null), Column("objectives", p => SweepWords.Outcome(p.Point))),
            Column("front", p => SweepWords.Fronts(p.Point)),
            Numbers(sweep.ThroughputMetric, sweep.ThroughputMetric == "output_throughput" ? "tokens/s" : "requests/s"),
            Numbers("mean_power", "mean power"),
            Numbers(sweep.EnergyMetric, sweep.EnergyMetric == "energy_per_output_token" ? "J/token" : "J/request"),
            .. Asked(sweep).Select(m => Numbers(m, LatencyText.Name(m))),
            .. If(points.Select(p => p.Point.Run).Distinct(StringComparer.Ordinal).Count() > 1, Column("run", p => p.Point.Run)),
        ];
        return "### Sweep\n\n" + string.Concat(sweep.Answer.Split('\n').Select(line => $"{Escape(line)}.\n\n"))
            + Row(columns.Select(c => Escape(c.Heading))) + Row(columns.Select(c => c.Align)) + string.Concat(points.Select(p => Row(columns.Select(c => c.Cell(p))))) + "\n";
    }

    /// <summary>The latency of the front, and every other that an objective is of.</summary>
    private static IEnumerable<string> Asked(SweepResult sweep) =>
        new[] { sweep.LatencyMetric }.OfType<string>().Concat(sweep.Series.SelectMany(s => s.Points).SelectMany(p => p.Objectives).Select(o => o.Metric)).Distinct(StringComparer.Ordinal);

    private static (string Heading, string Align, Func<(string Series, SweepPoint Point), string> Cell) Column(string heading, Func<(string Series, SweepPoint Point), string> text) => (heading, ":---", p => Escape(text(p)));

    private static (string Heading, string Align, Func<(string Series, SweepPoint Point), string> Cell) Numbers(string metric, string heading) => (heading, "---:", p => Figure(p.Point.Figure(metric)));

    private static IEnumerable<T> If<T>(bool isShown, T column) => isShown ? [column] : [];

    private static string Figure(Estimate figure) => figure.Value is null ? "–" : $"{Escape(Figures.Value(figure))} ({(Figures.Range(figure) is { } range ? Escape(range) : "no interval")})";
}
