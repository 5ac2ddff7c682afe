using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Records;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The table at the end of a run, with what makes it trustworthy: boundary, provenance, intervals, validity.</summary>
internal static class ResultRenderer
{
    private const int MostConfigurations = 8; // of more, a sweep's table alone is read more easily

    /// <summary>
    /// Prints a result. That of a measured command goes to standard error as it is measured: standard output is the
    /// command's own then, so that it can be piped on as if nobody measured.
    /// </summary>
    public static void Print(RunResult result, RunRecord record, string folder, bool toStandardError = false)
    {
        var console = Terminal.For(toStandardError);
        if (record.Header.Configurations is [{ Command: not null }])
            MeasureRenderer.Print(console, result, record, folder);
        else
            PrintRun(console, result, record, folder);
    }

    private static void PrintRun(IAnsiConsole console, RunResult result, RunRecord record, string folder)
    {
        var boundary = result.Boundary is { } b ? RecordNames.Of(b) : "none";
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{result.Name}[/] · boundary [bold]{boundary}[/], provenance [bold]{RecordNames.Of(result.Provenance)}[/] · 95 % intervals");
        console.WriteLine(record.Machine.Summary);
        if (result.Configurations.Count == 0)
            console.WriteLine("not one point was measured"); // a search adds its points as it comes to them
        else if (result.Sweep is null || (record.Header.Sweep is null && result.Configurations.Count <= MostConfigurations))
            console.Write(ResultTable.Make(result.Configurations, console));
        if (result.Sweep is { } sweep)
            SweepRenderer.Print(console, result, sweep);

        JudgementRenderer.Print(console, result);
        console.WriteLine($"{folder} (report.html, result.json)");
    }
}
