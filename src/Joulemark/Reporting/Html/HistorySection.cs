using System.Globalization;
using Joulemark.Comparison;
using Joulemark.Comparison.Histories;
using Joulemark.Statistics;

namespace Joulemark.Reporting.Html;

/// <summary>Benchmarks that were measured several times: their figure over time, where it changed, and what was not the same there.</summary>
internal static class HistorySection
{
    private const int MostNamed = 12;

    public static Markup Of(BenchmarkHistories histories) => Markup.If(histories.Series.Count + histories.LeftOut.Count > 0, () => Markup.Of($"""
        <section><h2>Over time</h2>
        {histories.Series.Select(One)}
        {LeftOut(histories)}
        <p class="note">A series holds runs of one benchmark and one configuration in which nothing that matters differs but versions of software.{Markup.If(histories.Series.Count > 0, Method)}</p>
        </section>
        """));

    private static Markup Method() => Markup.Of($"""

        Changes are found by E-divisive (Matteson and James 2014) on the logarithms of the valid runs' figures: a series of independent runs without a change shows one with a probability of at most {Figures.Percent(ChangePoints.Level)},
        and no fewer than {ChangePoints.FewestValues} valid runs are searched. What is named at a change was not the same from one run to the next; whether it is the cause is not told.
        """);

    /// <summary>Runs that a reader looks for in vain in the series, configurations of one run and one reason together.</summary>
    private static Markup LeftOut(BenchmarkHistories histories) => Markup.If(histories.LeftOut.Count > 0, () => Markup.Of($"""
        <p>{(histories.Series.Count > 0 ? "In no series:" : "No two of these runs are one series:")}</p>
        <ul class="findings">{histories.LeftOut.GroupBy(r => (r.Benchmark, r.Run, r.At, r.Why)).OrderBy(g => g.Key.At).Select(g => Markup.Of($"""
            <li><strong>{g.Key.Run}</strong> ({g.Key.Benchmark}: {string.Join(", ", g.Select(r => r.Configuration))}), {Time(g.Key.At)}: {g.Key.Why}.</li>
            """))}</ul>
        """));

    private static Markup One(BenchmarkHistory history, int number)
    {
        var title = $"{history.Benchmark}, {history.Configuration}: {(history.Metric == "energy_per_output_token" ? "energy per output token" : "energy per request")}";
        return Markup.Of($"""
            {ChartFrame.Of(number, "history", title, "Points in the order of time; the figures are in the table below.", Judgement(history))}
            {Markup.If(history.Apart is not null, () => Markup.Of($"<p class=\"note\">A series of its own, {history.Apart}.</p>"))}
            {Markup.If(history.Changes.Count > 0, () => Markup.Of($"<ul class=\"findings\">{history.Changes.Select(c => Change(history, c))}</ul>"))}
            <details><summary>The runs of {title}</summary>
            <div class="scroll" tabindex="0" role="group" aria-label="Runs of {title}"><table class="figures">
            <thead><tr><th scope="col">run</th><th scope="col">began</th><th scope="col">figure</th><th scope="col">95 % interval</th><th scope="col">valid</th></tr></thead>
            <tbody>{history.Points.Select(p => Markup.Of($"""
                <tr><th scope="row">{p.Run}</th><td>{Time(p.At)}</td><td>{Figures.Value(p.Figure)}</td><td>{Figures.Range(p.Figure) ?? "–"}</td><td>{(p.IsValid ? "yes" : "NO: shown, not searched")}</td></tr>
                """))}</tbody></table></div></details>
            """);
    }

    private static string Judgement(BenchmarkHistory history) =>
        $"boundary {(history.Boundary is { } boundary ? Records.RecordNames.Of(boundary) : "none")}, {Records.RecordNames.Of(history.Provenance)}; {history.Points.Count} runs. "
        + (!history.IsSearched ? $"Fewer than {ChangePoints.FewestValues} of them are valid, from which no change can be told from chance."
            : history.Changes.Count == 0 ? "No change is told from chance." : $"{history.Changes.Count} change{(history.Changes.Count == 1 ? "" : "s")}, marked by uprights. Hollow points are not valid.");

    private static Markup Change(BenchmarkHistory history, HistoryChange change)
    {
        var point = history.Points[change.Index];
        var interval = change.Ratio is { Lower: { } lower, Upper: { } upper } ? string.Create(CultureInfo.InvariantCulture, $"95 %, allowing for where the change was looked for: {lower:0.000} to {upper:0.000}") : "no interval: fewer than three runs on a side";
        return Markup.Of($"""
            <li class="{(change.Ratio.Value > 1 ? "dominated" : "efficient")}"><span class="kind">{(change.Ratio.Value > 1 ? "rose" : "fell")}</span>
            from {Time(point.At)} ({point.Run}) to {change.Ratio.Value.ToString("0.000", CultureInfo.InvariantCulture)} × what it was ({interval}).
            {(change.Differences.Count == 0 ? Markup.Of($"Nothing that was recorded differs.") : Markup.Of($"Not the same: {string.Join("; ", Named(change).Take(MostNamed).Select(d => $"{d.Key} {d.A ?? "unknown"} → {d.B ?? "unknown"}"))}{(change.Differences.Count > MostNamed ? $"; and {change.Differences.Count - MostNamed} more" : "")}."))}</li>
            """);
    }

    // What would keep other comparisons apart first, then what is noted only.
    private static IEnumerable<FactDifference> Named(HistoryChange change) =>
        change.Differences.OrderBy(d => d.Verdict switch { DifferenceVerdict.NotComparable => 0, DifferenceVerdict.CannotBeTold => 2, DifferenceVerdict.Ignored => 3, _ => 1 });

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
