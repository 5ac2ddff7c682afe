using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Reporting.Html;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>Figures configuration by configuration, and what they cost where prices are given.</summary>
internal static class ResultTable
{
    public static void Write(RunRecord record, RunResult result, IAnsiConsole console, PricedRun? priced = null)
    {
        var configurations = result.Configurations;
        var results = configurations.Values.ToList();
        FittedTable.Stack(
        [
            new("configuration", [.. configurations.Keys]) { IsName = true, MayWrap = true },
        ],
        [
            new("accuracy", [.. results.Select(c => Figures.Percent(c.Metrics["accuracy"].Value))]),
            Energy("J/token", results, "energy_per_output_token"),
            Energy("J/request", results, "energy_per_request"),
            Energy("J/correct", results, "energy_per_correct"),
            new("tokens/s", [.. results.Select(c => c.Metrics["output_throughput"].Value is { } v ? Figures.Number(v) : "–")]),
            new("good", [.. results.Select(c => ClientsFigures.Has("good_share", c) ? "–" : Figures.Percent(c.Metrics["good_share"].Value))]),
            .. Latencies(results),
            new("power", [.. results.Select(c => c.Metrics["mean_power"].Value is { } v ? Figures.Scaled(v, "W") : "–")]),
            .. PricedColumns.Of(priced, priced?.Scale ?? default, [.. configurations.Keys.Select(n => priced?.Works.GetValueOrDefault(n))]),
            new("valid", [.. configurations.Select(c => RecordedPoint.Judge(record, c.Key, c.Value).Valid ? "yes" : "NO")]),
        ], console, Terminal.WidthOf(console));
    }

    private static FittedColumn Energy(string heading, List<ConfigurationResult> results, string metric) =>
        FittedColumn.OfEstimates(heading, results.ConvertAll(c => c.Metrics[metric]));

    /// <summary>The latencies that objectives are of, each with its limit; where nothing is asked, two of the usual one in one column.</summary>
    private static IEnumerable<FittedColumn> Latencies(List<ConfigurationResult> results)
    {
        var objectives = results.SelectMany(c => c.Objectives).ToList();
        return objectives.Count == 0 ? [new("TTFT p50/p99", results.ConvertAll(Ttft))]
            : FigureColumn.Asked(objectives).Select(c => new FittedColumn(LatencyText.Heading(c.Metric, objectives), results.ConvertAll(r => Latency(c.Metric, r))));
    }

    private static string Latency(string metric, ConfigurationResult result) =>
        !ClientsFigures.Has(metric, result) && result.Metrics.GetValueOrDefault(metric) is { Value: not null } figure ? Figures.Value(figure) : "–";

    private static string Ttft(ConfigurationResult configuration) =>
        !configuration.IsClientSaturated && configuration.Metrics["ttft_p50"].Value is { } p50 && configuration.Metrics["ttft_p99"].Value is { } p99
            ? string.Create(CultureInfo.InvariantCulture, $"{Figures.Digits(p50 * 1e3)} / {Figures.Digits(p99 * 1e3)} ms") : "–";
}
