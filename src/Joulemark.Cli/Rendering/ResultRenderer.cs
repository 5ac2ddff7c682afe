using System.Globalization;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Storage;
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
    /// <param name="run">The run, its result, and what its work is priced at.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="toStandardError">True for a measured command's.</param>
    /// <param name="said">What the user was told already.</param>
    public static void Print(ReportedRun run, string folder, bool toStandardError = false, IReadOnlyList<Diagnostic>? said = null)
    {
        var (record, result) = run;
        var console = Terminal.For(toStandardError);
        var place = run.IsWritten ? $"{folder} ({RunFolder.Report}, {RunFolder.Result})" : folder;
        if (record.Header.Configurations is [{ Command: not null }])
            MeasureRenderer.Print(console, result, record, place, said ?? [], run.Priced);
        else
            PrintRun(console, result, record, place, said ?? [], run.Priced);
    }

    private static void PrintRun(IAnsiConsole console, RunResult result, RunRecord record, string place, IReadOnlyList<Diagnostic> said, PricedRun? priced)
    {
        var boundary = result.Boundary is { } b ? RecordNames.Of(b) : "none";
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{result.Name}[/] · boundary [bold]{boundary}[/], provenance [bold]{RecordNames.Of(result.Provenance)}[/] · 95 % intervals");
        console.WriteLine(record.Machine.Summary);
        if (result.Configurations.Count == 0)
            console.WriteLine("not one point was measured"); // a search adds its points as it comes to them
        else if (result.Configurations.Values.Any(c => c.Windows.Count > 0) && (result.Sweep is null || (record.Header.Sweep is null && result.Configurations.Count <= MostConfigurations)))
            ResultTable.Write(record, result, console, priced);
        if (result.Sweep is { } sweep && result.Configurations.Values.Any(c => c.Windows.Count > 0))
            SweepRenderer.Print(console, result, sweep, priced);
        if (priced?.Asked is { } asked)
            console.WriteLine($"{priced.What} at {asked}");

        JudgementRenderer.Print(console, result, said);
        console.WriteLine(place);
    }
}
