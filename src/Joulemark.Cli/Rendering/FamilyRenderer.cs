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
        var sides = ComparisonText.Sides(family);
        if (family.Comparisons.Any(c => c.Comparable))
            WriteFigures(console, family, sides);
        foreach (var apart in family.Comparisons.Where(c => !c.Comparable))
            console.MarkupLineInterpolated($"[bold red]NOT COMPARABLE[/]: {ComparisonText.Name(apart.B, sides)}: no ratio is given");
        console.WriteLine($"B / A, and B − A of accuracy; {ComparisonText.Rules(family)}");
        foreach (var comparison in family.Comparisons)
        {
            foreach (var line in Lines(comparison))
                console.MarkupLineInterpolated($"[bold]{ComparisonText.Name(comparison.B, sides)}[/] {line}");
        }

        JudgementRenderer.PrintInvalid(console, sides.Select(s => (ComparisonText.Name(s, sides), s.Validity)));
    }

    /// <summary>A row for each figure and configuration, the figures one below the other, so that they compare at a glance and fit.</summary>
    private static void WriteFigures(IAnsiConsole console, ComparisonFamily family, IReadOnlyList<ComparedConfiguration> sides)
    {
        List<Row> rows = [.. ComparisonText.SummaryOf(family).SelectMany(s => family.Comparisons.Where(c => c.Comparable).Select(c => new Row(s.Heading, c, c.Metrics.FirstOrDefault(m => m.Name == s.Metric))))];
        FittedColumn Column(string heading, Func<ComparedMetric, string> cell) => new(heading, [.. rows.Select(r => r.Metric is { } m && cell(m) is { Length: > 0 } text ? text : "–")]);
        var figure = FittedColumn.Words("figure", rows, r => r.Heading);
        var side = FittedColumn.Words("B", rows, r => ComparisonText.Name(r.Comparison.B, sides)) with { MayWrap = true };
        FittedColumn[] ratio = [Column("B / A", ComparisonText.Effect), Column("interval", ComparisonText.Interval), Column("verdict", m => ComparisonText.Word(m.Verdict)) with { IsName = true }];
        FittedColumn[] more = [FittedColumn.Words("valid", rows, r => r.Comparison.Valid ? "yes" : "NO"), Column("detectable", ComparisonText.Detectable)];
        FittedColumn[] figures = [Column("A", m => ComparisonText.Brief(m.A)), Column("B's", m => ComparisonText.Brief(m.B))];
        var room = Terminal.WidthOf(console);
        if (FittedTable.Fits([figure, side, .. ratio], room)) // a ratio without its interval beside it misleads
            FittedTable.Stack([figure with { Cells = [.. rows.Select((r, i) => i == 0 || rows[i - 1].Heading != r.Heading ? r.Heading : "")] }, side], FittedTable.Fits([figure, side, .. figures, .. ratio, .. more], room) ? [.. figures, .. ratio, .. more] : [.. ratio, .. more, .. figures], console, room);
        else
            RowBlocks.Write([figure, side], [.. ratio, .. more, .. figures], console, room);
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

    private sealed record Row(string Heading, ComparisonResult Comparison, ComparedMetric? Metric);
}
