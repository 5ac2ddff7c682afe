using Joulemark.Checkup;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The checklist of <c>joulemark doctor</c>: a table by topic with what is to be done below it; plain text when piped, and where there is no room for the table.</summary>
internal static class CheckupRenderer
{
    public static void Print(CheckupReport report)
    {
        var console = Terminal.For();
        var columns = Columns(report);
        if (!console.Profile.Out.IsTerminal || !FittedTable.Fits(columns, Terminal.WidthOf(console)))
        {
            foreach (var line in CheckupText.Lines(report))
                console.WriteLine(line);
            return;
        }

        console.WriteLine(report.Machine);
        FittedTable.Whole([], columns, console, Terminal.WidthOf(console));
        foreach (var line in report.ToDo.Where(l => l.Remedy is not null || l.Detail is not null))
        {
            console.MarkupLineInterpolated($"[{Colour(line.Status)}]{CheckupText.Name(line.Status)}[/] {line.Sentence}");
            if (line.Remedy is { } remedy)
                console.WriteLine($"    → {remedy}");
        }

        console.MarkupLineInterpolated($"[{Colour(report.Status)}]{report.Summary}[/]");
    }

    /// <summary>Topics with the worst lines first, and those lines first in them.</summary>
    private static List<FittedColumn> Columns(CheckupReport report)
    {
        List<(string About, CheckResult Line)> lines = [.. report.Checks.GroupBy(c => c.Topic).OrderBy(t => t.Min(c => c.Status)).ThenBy(t => t.Key)
            .SelectMany(t => t.OrderBy(c => c.Status).Select((c, i) => (i == 0 ? CheckupText.Name(t.Key) : "", c)))];
        FittedColumn Column(string heading, Func<CheckResult, string> cell) => FittedColumn.Words(heading, lines, l => cell(l.Line));
        return
        [
            FittedColumn.Words("about", lines, l => l.About),
            Column("", c => CheckupText.Name(c.Status)) with { Styles = [.. lines.Select(l => Colour(l.Line.Status))] },
            Column("check", c => c.Title),
            Column("found", c => c.Value ?? "–") with { MayWrap = true },
            Column("should be", c => c.Limit ?? "") with { MayWrap = true },
        ];
    }

    private static string Colour(CheckStatus status) => status switch
    {
        CheckStatus.Fail => "bold red",
        CheckStatus.Warn => "yellow",
        CheckStatus.Pass => "green",
        _ => "grey",
    };
}
