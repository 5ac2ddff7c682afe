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
        console.Write(ResultTable.Make(result.Configurations, console.Profile.Width));

        JudgementRenderer.Print(console, result);
        console.WriteLine($"{folder} (report.html, result.json)");
    }
}
