using Joulemark.Comparison.Histories;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Html;

/// <summary>Benchmarks that were measured several times: their figure over time, where it changed, and what was not the same there.</summary>
internal static class HistorySection
{
    public static Markup Of(BenchmarkHistories histories) => Markup.If(histories.IsAny, () => Markup.Of($"""
        <section><h2>Over time</h2>
        {histories.Series.Select(One)}
        {LeftOut(histories)}
        <p class="note">{HistoryText.Series}{Markup.If(histories.Series.Count > 0, () => Markup.Of($" {HistoryText.Method}"))}</p>
        </section>
        """));

    private static Markup LeftOut(BenchmarkHistories histories) => Markup.If(histories.LeftOut.Count > 0, () => Markup.Of($"""
        <p>{HistoryText.Left(histories)}:</p>
        <ul class="findings">{HistoryText.LeftOut(histories).Select(r => Markup.Of($"""
            <li><strong>{r.Run}</strong> {r.Why}</li>
            """))}</ul>
        """));

    private static Markup One(BenchmarkHistory history, int number)
    {
        var title = HistoryText.Title(history);
        return Markup.Of($"""
            {ChartFrame.Of(number, "history", title, "Points in the order of time; the figures are in the table below.", Judgement(history))}
            {Markup.If(history.Apart is not null, () => Markup.Of($"<p class=\"note\">A series of its own, {history.Apart}.</p>"))}
            {Markup.If(history.Changes.Count > 0, () => Markup.Of($"<ul class=\"findings\">{history.Changes.Select(c => Change(history, c))}</ul>"))}
            <details><summary>The runs of {title}</summary>
            <div class="scroll" tabindex="0" role="group" aria-label="Runs of {title}"><table class="figures">
            <thead><tr><th scope="col">run</th><th scope="col">began</th><th scope="col">figure</th><th scope="col">95 % interval</th><th scope="col">valid</th></tr></thead>
            <tbody>{history.Points.Select(p => Markup.Of($"""
                <tr><th scope="row">{p.Run}</th><td>{HistoryText.Time(p.At)}</td><td>{Figures.Value(p.Figure)}</td><td>{Figures.Range(p.Figure) ?? "–"}</td><td>{(p.IsValid ? "yes" : "NO: shown, not searched")}</td></tr>
                """))}</tbody></table></div></details>
            """);
    }

    private static string Judgement(BenchmarkHistory history) =>
        $"{HistoryText.Scope(history)}. {HistoryText.Verdict(history)}{(history.Changes.Count == 0 ? "." : $", marked by uprights{(history.Changes.Any(c => c.AssumesIndependence) ? ", grey where in doubt" : "")}.")}{(history.Points.All(p => p.IsValid) ? "" : " Hollow points are not valid.")}";

    private static Markup Change(BenchmarkHistory history, HistoryChange change) => Markup.Of($"""
        <li class="{(change.AssumesIndependence ? "doubt" : change.Ratio.Value > 1 ? "dominated" : "efficient")}"><span class="kind">{HistoryText.Direction(change)}</span>
        {HistoryText.Change(history, change)}</li>
        """);
}
