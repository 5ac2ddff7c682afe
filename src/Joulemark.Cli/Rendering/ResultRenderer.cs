using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Records;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The table at the end of a run, with what makes it trustworthy: boundary, provenance, intervals, validity.</summary>
internal static class ResultRenderer
{
    private const double LeastWorthALine = 0.0005; // prints as 0.1 %

    public static void Print(RunResult result, RunRecord record, string folder)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
            console.Profile.Width = 160; // nobody's terminal: do not break lines
        var boundary = result.Boundary is { } b ? RecordNames.Of(b) : "none";
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{result.Name}[/] · boundary [bold]{boundary}[/], provenance [bold]{RecordNames.Of(result.Provenance)}[/] · 95 % intervals");
        console.WriteLine(record.Machine.Summary);
        console.Write(ResultTable.Make(result.Configurations, console.Profile.Width));

        foreach (var systematic in result.Configurations.Values.SelectMany(c => c.Systematic).Where(s => s.Relative >= LeastWorthALine).GroupBy(s => (s.Name, s.Source)))
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
}
