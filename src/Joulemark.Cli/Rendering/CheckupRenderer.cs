using Joulemark.Checkup;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The checklist of <c>joulemark doctor</c>: a table by topic with what is to be done below it; plain text when piped.</summary>
internal static class CheckupRenderer
{
    public static void Print(CheckupReport report)
    {
        var console = Terminal.For();
        if (!console.Profile.Out.IsTerminal)
        {
            foreach (var line in CheckupText.Lines(report))
                Console.Out.WriteLine(line);
            return;
        }

        console.WriteLine(report.Machine);
        console.Write(Table(console, report));
        foreach (var line in report.ToDo.Where(l => l.Remedy is not null || l.Detail is not null))
        {
            console.MarkupLineInterpolated($"[{Colour(line.Status)}]{CheckupText.Name(line.Status)}[/] {line.Sentence}");
            if (line.Remedy is { } remedy)
                console.WriteLine($"    → {remedy}");
        }

        console.MarkupLineInterpolated($"[{Colour(report.Status)}]{report.Summary}[/]");
    }

    /// <summary>Topics with the worst lines first, and those lines first in them.</summary>
    private static Table Table(IAnsiConsole console, CheckupReport report)
    {
        var table = new Table().Border(Terminal.Border(console));
        foreach (var heading in (string[])["about", "", "check", "found", "should be"])
            table.AddColumn(heading);
        foreach (var topic in report.Checks.GroupBy(c => c.Topic).OrderBy(t => t.Min(c => c.Status)).ThenBy(t => t.Key))
        {
            var name = CheckupText.Name(topic.Key);
            foreach (var line in topic.OrderBy(c => c.Status))
            {
                table.AddRow(name, $"[{Colour(line.Status)}]{CheckupText.Name(line.Status)}[/]", Markup.Escape(line.Title), Markup.Escape(line.Value ?? "–"), Markup.Escape(line.Limit ?? ""));
                name = "";
            }
        }

        return table;
    }

    private static string Colour(CheckStatus status) => status switch
    {
        CheckStatus.Fail => "bold red",
        CheckStatus.Warn => "yellow",
        CheckStatus.Pass => "green",
        _ => "grey",
    };
}
