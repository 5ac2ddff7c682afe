using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Html;

/// <summary>Every configuration of every run, a table for each boundary and provenance, and for measured commands: what differs in these is never set side by side.</summary>
internal static class OverviewSection
{
    // What the runs' objectives ask for, else the usual latency.
    private static IEnumerable<(string Metric, string Heading)> Columns(List<ReportModel> models) =>
    [
        ("energy_per_output_token", "J/token"), ("energy_per_request", "J/request"), ("mean_power", "mean power"), ("output_throughput", "tokens/s"),
        .. FigureColumn.Latencies(models.SelectMany(m => m.Result.Configurations.Values).SelectMany(c => c.Objectives)).Select(c => (c.Metric, c.Heading)), ("accuracy", "accuracy"),
    ];

    // A command has no requests and no tokens.
    private static readonly (string Metric, string Heading)[] ColumnsOfCommands = [("energy_to_solution", "energy"), ("duration", "time"), ("mean_power", "mean power")];

    public static Markup Of(IReadOnlyList<ReportModel> models)
    {
        var labels = RunLabels.Of(models.Select(m => m.Result));
        var kinds = models.GroupBy(m => (m.Boundary, m.Provenance.Short, m.IsCommand)).ToList();
        return Markup.Of($"""
            <section><h2>All runs</h2>
            {kinds.Select(k => Table(k.Key.Boundary, k.Key.Short, [.. k], labels))}
            {Markup.If(kinds.Count > 1, () => Markup.Of($"""
                <p class="note">The tables are apart because joules of different boundaries, and of requests and of a command, are different quantities, and joules that were counted, integrated or modelled are known in different ways:
                figures of different tables must not be ranked.</p>
                """))}
            {Markup.If(models[0].Priced.IsGiven, () => Markup.Of($"<p class=\"note\">Prices of {models[0].Priced.What}: {models[0].Priced.Asked}.</p>"))}
            <p class="note">In the order of time, not ranked: runs may differ in task, load or machine. <code>joulemark compare</code> and <code>joulemark recommend</code> hold them against each other and say whether they may be.
            Intervals are 95 %; a dash is a figure that is missing, never zero.</p>
            </section>
            """);
    }

    private static Markup Table(string boundary, string provenance, List<ReportModel> models, IReadOnlyDictionary<string, string> labels)
    {
        var caption = $"{(models[0].IsCommand ? "Measured commands, boundary" : "Boundary")} {boundary}, {provenance}";
        var columns = (models[0].IsCommand ? ColumnsOfCommands : Columns(models)).Where(c => models.Exists(m => m.Has(c.Metric))).ToList();
        var scale = PricedRun.ScaleOf([.. models.Select(m => m.Priced)]);
        return PageTable.Of(caption, Markup.Of($"{caption}"), [.. models.SelectMany(m => m.Result.Configurations.Select(c => new Row(m, c.Key, c.Value)).DefaultIfEmpty(new Row(m, "no configuration", null)))],
        [
            PageColumn<Row>.Of("run", r => Head(r.Of, labels[r.Of.Result.Id], r.Result is null ? RunAnalyzer.RunReasons(r.Of.Record) : r.Of.ValidityOf(r.Name).Reasons)),
            new PageColumn<Row>(Markup.Of($"<th scope=\"col\" class=\"name\">configuration</th>"), r => Markup.Of($"<td class=\"name\">{r.Name}</td>")),
        ],
        [
            .. columns.Select(c => PageColumn<Row>.Of(c.Heading, r => r.Result is null ? FiguresSection.Cell(null, "nothing was measured") : FiguresSection.Cell(c.Metric, r.Result))),
            .. models[0].Priced.Columns.Select(p => new PageColumn<Row>(Markup.Of($"<th scope=\"col\">{p.Heading}<span class=\"interval\">per {scale.Per}</span></th>"), r => Price(p.Of(r.Of.Priced.Works.GetValueOrDefault(r.Name)), scale))),
        ]);
    }

    /// <summary>Which run, and whether what stands beside it may be used: before any figure, and in sight when the figures are scrolled.</summary>
    private static Markup Head(ReportModel model, string label, IEnumerable<ValidityReason> reasons) => Markup.Of($"""
        <th scope="row"><a href="#run-{model.Number}">{label}</a><span class="interval">{model.Record.Header.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}</span>
        {Verdict([.. reasons.Select(r => r.Code).Distinct(StringComparer.Ordinal)])}</th>
        """);

    private static Markup Verdict(IReadOnlyList<string> reasons) => reasons.Count == 0 ? Markup.Of($"<span class=\"verdict yes\">valid</span>")
        : Markup.Of($"<span class=\"verdict no\">NOT VALID</span><span class=\"interval\">{string.Join(", ", reasons)}</span>");

    private static Markup Price(Estimate? of, PriceScale scale) =>
        Markup.Of($"<td>{scale.Value(of)}<span class=\"interval\">{(of?.Value is null ? "no energy" : Figures.Spread(of) ?? scale.Range(of) ?? "no interval")}</span></td>");

    /// <summary>A configuration of a run; without a result where the run has none.</summary>
    private sealed record Row(ReportModel Of, string Name, ConfigurationResult? Result);
}
