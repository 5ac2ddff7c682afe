using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Html;

/// <summary>Every metric of every configuration with its interval, count and method; and the ledger behind the joules.</summary>
internal static class MetricsSection
{
    public static Markup Of(ReportModel model) => Markup.Of($"""
        <details><summary>Every metric and how it was made</summary>
        {model.Result.Configurations.Select(c => Markup.Of($"""
            <div class="scroll" tabindex="0" role="group" aria-label="Metrics of {c.Key}"><table class="metrics">
            <caption>{c.Key}</caption>
            <thead><tr><th scope="col">metric</th><th scope="col">value</th><th scope="col">95 % interval</th><th scope="col">n</th><th scope="col">method</th></tr></thead>
            <tbody>{c.Value.Metrics.Where(m => !model.IsCommand || m.Value.Value is not null).Select(m => Markup.Of($"""
                <tr><th scope="row"><code>{m.Key}</code></th>
                {Row(m.Key, m.Value, c.Value)}</tr>
                """))}</tbody></table></div>
            """))}
        </details>
        {Ledger(model)}
        """);

    private static Markup Row(string metric, Estimate estimate, ConfigurationResult result) => estimate.Value is null || ClientsFigures.Has(metric, result)
        ? Markup.Of($"<td>–</td><td>–</td><td>{estimate.N}</td><td>missing: {MissingFigure.Why(metric, result)}</td>")
        : Markup.Of($"<td>{Figures.Value(estimate)}</td><td>{Figures.Range(estimate) ?? "–"}</td><td>{estimate.N}</td><td>{estimate.Method}</td>");

    private static Markup Ledger(ReportModel model)
    {
        var counted = model.Result.Configurations.Values.Select(c => c.Ledger).FirstOrDefault(l => l.Count > 0) ?? [];
        return Markup.Of($"""
            <details><summary>What was counted, and what could not be measured</summary>
            <div class="scroll" tabindex="0" role="group" aria-label="Channels"><table>
            <caption>Channels</caption>
            <thead><tr><th scope="col">channel</th><th scope="col">source</th><th scope="col">covers</th><th scope="col">provenance</th><th scope="col">in the sum</th><th scope="col">device</th></tr></thead>
            <tbody>{model.Record.Machine.Channels.Select(c => Markup.Of($"""
                <tr><th scope="row">{c.Name}</th><td>{c.Source}</td><td>{c.Part.ToString()}</td><td>{c.Provenance.ToString().ToLowerInvariant()}</td>
                <td>{(counted.Any(e => e.Counted && e.Channel == c.Name) ? "counted" : "not counted")}</td><td>{c.Description}</td></tr>
                """))}</tbody></table></div>
            {Markup.If(model.Record.Machine.Missing.Count > 0, () => Markup.Of($"""
                <ul>{model.Record.Machine.Missing.Select(m => Markup.Of($"<li>{m.Source}: {m.What}: {m.Reason} <span class=\"remedy\">{m.Remedy}</span></li>"))}</ul>
                """))}
            </details>
            """);
    }
}
