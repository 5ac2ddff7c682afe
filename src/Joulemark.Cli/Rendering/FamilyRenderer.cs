using Joulemark.Comparison;
using Joulemark.Reporting.Comparisons;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>Several configurations against one for people: a row for each, then what must be known beside it.</summary>
internal static class FamilyRenderer
{
    public static void Print(ComparisonFamily family)
    {
        var console = Terminal.For();
        console.MarkupLineInterpolated($"[bold]A[/] {family.Baseline.Configuration} · {family.Baseline.Run} · {ComparisonText.Joules(family.Baseline)}");
        console.Write(Table(console, family));
        console.WriteLine($"B / A, and B − A of accuracy; {ComparisonText.Rules(family)}");
        var sides = ComparisonText.Sides(family);
        foreach (var comparison in family.Comparisons)
        {
            foreach (var line in Lines(comparison))
                console.MarkupLineInterpolated($"[bold]{ComparisonText.Name(comparison.B, sides)}[/] {line}");
        }

        JudgementRenderer.PrintInvalid(console, sides.Select(s => (ComparisonText.Name(s, sides), s.Validity)));
    }

    private static Table Table(IAnsiConsole console, ComparisonFamily family)
    {
        var columns = ComparisonText.SummaryOf(family);
        var table = new Table().Border(Terminal.Border(console)).AddColumn("B").AddColumn("run");
        foreach (var (_, heading) in columns)
            table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("valid");
        foreach (var c in family.Comparisons)
        {
            table.AddRow([Markup.Escape(c.B.Configuration), Markup.Escape(c.B.Run),
                .. columns.Select(column => c.Comparable ? Markup.Escape(ComparisonText.Cell(c.Metrics.FirstOrDefault(m => m.Name == column.Metric))) : "–"),
                !c.Comparable ? "[bold red]NOT COMPARABLE[/]" : c.Valid ? "yes" : "[bold red]NO[/]"]);
        }

        return table;
    }

    private static IEnumerable<string> Lines(ComparisonResult comparison)
    {
        foreach (var allowed in comparison.Allowed)
            yield return $"ALLOWED to differ: {allowed.Key} is {allowed.Values}";
        if (ComparisonText.Accuracy(comparison) is { } accuracy)
            yield return accuracy;
        foreach (var uncertainty in ComparisonText.Uncertainties(comparison))
            yield return uncertainty;
    }
}
