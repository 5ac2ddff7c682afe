using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Html;

/// <summary>Latency percentiles with their intervals, and the whole distributions.</summary>
internal static class LatencySection
{
    private static readonly (string Metric, string Name)[] Kinds =
        [("ttft", "time to first token"), ("tpot", "time per output token after the first"), ("itl", "gap between chunks"), ("e2e", "end to end")];

    private static readonly string[] Percentiles = ["p50", "p90", "p95", "p99"];

    public static Markup Of(ReportModel model) => Markup.If(!model.IsCommand, () => Markup.Of($"""
        <section><h2>Latency</h2>
        <div class="pair">
        {Chart(model, "ttft", "Time to first token", d => d.Ttft.Count)}
        {Chart(model, "e2e", "End-to-end latency", d => d.E2e.Count)}
        </div>
        {Table(model)}
        </section>
        """));

    private static Markup Chart(ReportModel model, string chart, string title, Func<LatencyDistribution, int> count) => ChartFrame.Of(model.Number, chart, title,
        "Cumulative distribution by configuration; percentiles are in the table “Latency percentiles”.",
        "Share of requests that took at most so long, from the moment they were due; requests due inside a measured window." + (model.Result.Configurations.Values.Any(c => c.Objectives.Any(o => o.Objective.StartsWith($"{chart}-", StringComparison.Ordinal))) ? " A dashed upright is an objective, where the axis reaches it." : ""),
        model.Latencies.Any(d => count(d) > 1) ? null
        : model.Result.Configurations.Values.Any(c => c.IsClientSaturated) ? "the load client was saturated, so that latencies are not the server's"
        : "no request that was due in a measured window got an answer with such a time");

    private static Markup Table(ReportModel model)
    {
        List<(string Configuration, string Kind, ConfigurationResult Result, string Metric)> rows =
        [
            .. from c in model.Result.Configurations from k in Kinds
               where c.Value.Metrics.GetValueOrDefault($"{k.Metric}_p50")?.Value is not null && !ClientsFigures.Has($"{k.Metric}_p50", c.Value)
               select (c.Key, k.Name, c.Value, k.Metric),
        ];
        return Markup.If(rows.Count > 0, () => Markup.Of($"""
            <div class="scroll" tabindex="0" role="group" aria-label="Latency percentiles"><table class="figures">
            <caption>Latency percentiles</caption>
            <thead><tr><th scope="col">configuration, latency</th>{Percentiles.Select(p => Markup.Of($"<th scope=\"col\">{p}</th>"))}</tr></thead>
            <tbody>{rows.Select(r => Markup.Of($"""
                <tr><th scope="row">{r.Configuration}<span class="interval">{r.Kind}</span></th>{Percentiles.Select(p => Cell(r.Result, $"{r.Metric}_{p}"))}</tr>
                """))}</tbody></table></div>
            """));
    }

    private static Markup Cell(ConfigurationResult result, string metric) => result.Metrics.GetValueOrDefault(metric) is { Value: not null } estimate
        ? Markup.Of($"<td title=\"n = {estimate.N}; {estimate.Method}\">{Figures.Value(estimate)}<span class=\"interval\">{Figures.Range(estimate) ?? "no interval"}</span></td>")
        : Markup.Of($"<td class=\"missing\"><span aria-hidden=\"true\">–</span><span class=\"hidden\">missing: {MissingFigure.Why(metric, result)}</span></td>");
}
