using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>
/// Figures configuration by configuration. Each column has one unit, so that rows compare at a glance; columns that do not
/// fit the terminal are left out, the least important first, and never broken.
/// </summary>
internal static class ResultTable
{
    private const int Border = 3; // a rule and a blank on each side of a cell

    public static Table Make(IReadOnlyDictionary<string, ConfigurationResult> configurations, IAnsiConsole console)
    {
        var results = configurations.Values.ToList();
        List<Column> columns =
        [
            new("configuration", 9, [.. configurations.Keys]),
            new("accuracy", 7, [.. results.Select(c => Figures.Percent(c.Metrics["accuracy"].Value))]),
            Energy("J/token", 6, results, "energy_per_output_token"),
            Energy("J/request", 5, results, "energy_per_request"),
            Energy("J/correct", 4, results, "energy_per_correct"),
            new("tokens/s", 3, [.. results.Select(c => c.Metrics["output_throughput"].Value is { } v ? Figures.Digits(v) : "–")]),
            new("good", 3, [.. results.Select(c => c.IsClientSaturated ? "–" : Figures.Percent(c.Metrics["good_share"].Value))]),
            new("TTFT p50/p99", 2, [.. results.Select(Ttft)]),
            new("power", 1, [.. results.Select(c => c.Metrics["mean_power"].Value is { } v ? Figures.Scaled(v, "W") : "–")]),
            new("valid", 8, [.. results.Select(c => c.Validity.Valid ? "yes" : "NO")]),
        ];
        columns.RemoveAll(c => c.Cells.All(cell => cell == "–"));
        while (columns.Count > 2 && columns.Sum(c => c.Width + Border) + 1 > console.Profile.Width)
            columns.Remove(columns.MinBy(c => c.Importance)!);

        var table = new Table().Border(Terminal.Border(console));
        foreach (var column in columns)
        {
            var header = new TableColumn(Markup.Escape(column.Heading)).NoWrap();
            table.AddColumn(column.Heading == "configuration" ? header : header.RightAligned());
        }

        for (var row = 0; row < results.Count; row++)
            table.AddRow([.. columns.Select(c => Markup.Escape(c.Cells[row]))]);
        return table;
    }

    private static Column Energy(string heading, int importance, List<ConfigurationResult> results, string metric)
    {
        // The prefix of the smallest figure serves the whole column: 0.3 mJ beside 1.2 mJ reads worse than 300 µJ beside 1200 µJ.
        var estimates = results.ConvertAll(c => c.Metrics[metric]);
        var (factor, prefix) = Figures.Fit(estimates.Select(e => Math.Abs(e.Value ?? double.MaxValue)).Min());
        return new Column(prefix + heading, importance, [.. estimates.Select(e => Cell(e, factor))]);
    }

    private static string Cell(Estimate estimate, double factor)
    {
        if (estimate.Value is not { } value)
            return "–";
        var text = Figures.Digits(value / factor);
        return estimate.RelativeHalfWidth is { } half ? string.Create(CultureInfo.InvariantCulture, $"{text} ± {half * 100:0.0} %") : $"{text} (no interval)";
    }

    private static string Ttft(ConfigurationResult configuration) =>
        !configuration.IsClientSaturated && configuration.Metrics["ttft_p50"].Value is { } p50 && configuration.Metrics["ttft_p99"].Value is { } p99
            ? string.Create(CultureInfo.InvariantCulture, $"{Figures.Digits(p50 * 1e3)} / {Figures.Digits(p99 * 1e3)} ms") : "–";

    private sealed record Column(string Heading, int Importance, IReadOnlyList<string> Cells)
    {
        public int Width => Cells.Append(Heading).Max(c => c.Length);
    }
}
