using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Records;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The table at the end of a run, with what makes it trustworthy: boundary, provenance, intervals, validity.</summary>
internal static class ResultRenderer
{
    public static void Print(RunResult result, RunRecord record, string folder)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
            console.Profile.Width = 160; // nobody's terminal: do not break lines
        var boundary = result.Boundary is { } b ? RecordNames.Of(b) : "none";
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{result.Name}[/] · boundary [bold]{boundary}[/], provenance [bold]{RecordNames.Of(result.Provenance)}[/] · 95 % intervals");
        console.WriteLine(record.Machine.Summary);
        console.Write(MakeTable(result));

        foreach (var systematic in result.Configurations.Values.SelectMany(c => c.Systematic).GroupBy(s => s.Name, StringComparer.Ordinal))
        {
            var worst = systematic.MaxBy(s => s.Relative)!;
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"not in the intervals: {worst.Name} ± {worst.Relative * 100:0.#} % ({worst.Source}){(worst.CancelsInRatio ? "; cancels between configurations here" : "")}"));
        }

        foreach (var finding in result.Findings)
            console.WriteLine($"{(finding.Kind == "efficient" ? "+" : finding.Kind == "dominated" ? "−" : "?")} {finding.Message}");
        foreach (var diagnostic in result.Diagnostics)
            console.WriteLine(diagnostic.ToString());
        if (!result.Validity.Valid)
        {
            console.MarkupLine("[bold red]NOT VALID[/]");
            foreach (var reason in result.Validity.Reasons)
                console.WriteLine($"  {reason.Code}: {reason.Evidence}");
        }

        console.WriteLine($"{folder} (report.html, result.json)");
    }

    private static Table MakeTable(RunResult result)
    {
        var hasAccuracy = result.Configurations.Values.Any(c => c.Metrics["accuracy"].Value is not null);
        var hasTokens = result.Configurations.Values.Any(c => c.Metrics["energy_per_output_token"].Value is not null);
        var table = new Table().Border(Console.IsOutputRedirected ? TableBorder.Ascii2 : TableBorder.Rounded);
        table.AddColumn("configuration");
        (string Heading, Func<ConfigurationResult, string> Cell, bool Shown)[] columns =
        [
            ("accuracy", c => Figures.Percent(c.Metrics["accuracy"].Value), hasAccuracy),
            ("J/token", c => Figures.WithInterval(c.Metrics["energy_per_output_token"]), hasTokens),
            ("J/request", c => Figures.WithInterval(c.Metrics["energy_per_request"]), true),
            ("J/correct", c => Figures.WithInterval(c.Metrics["energy_per_correct"]), hasAccuracy),
            ("tokens/s", c => c.Metrics["output_throughput"].Value is { } v ? Figures.Digits(v) : "–", hasTokens),
            ("TTFT p50/p99", c => Latency(c, "ttft"), true),
            ("power", c => c.Metrics["mean_power"].Value is { } v ? Figures.Scaled(v, "W") : "–", true),
            ("valid", c => c.Validity.Valid ? "yes" : "NO", true),
        ];
        foreach (var column in columns.Where(c => c.Shown))
            table.AddColumn(new TableColumn(column.Heading).RightAligned());
        foreach (var (name, configuration) in result.Configurations)
            table.AddRow([Markup.Escape(name), .. columns.Where(c => c.Shown).Select(c => Markup.Escape(c.Cell(configuration)))]);
        return table;
    }

    private static string Latency(ConfigurationResult configuration, string kind) =>
        configuration.Metrics[$"{kind}_p50"].Value is { } p50 && configuration.Metrics[$"{kind}_p99"].Value is { } p99
            ? string.Create(CultureInfo.InvariantCulture, $"{Figures.Digits(p50 * 1e3)}/{Figures.Digits(p99 * 1e3)} ms") : "–";
}
