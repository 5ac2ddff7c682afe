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
            console.Write(Table(console, family, sides));
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
    private static Table Table(IAnsiConsole console, ComparisonFamily family, IReadOnlyList<ComparedConfiguration> sides)
    {
        List<(string Heading, ComparisonResult Comparison, ComparedMetric? Metric)> rows = [.. ComparisonText.SummaryOf(family).SelectMany(s =>
            family.Comparisons.Where(c => c.Comparable).Select((c, i) => (i == 0 ? s.Heading : "", c, c.Metrics.FirstOrDefault(m => m.Name == s.Metric))))];
        FittedColumn Column(string heading, int importance, Func<ComparedMetric, string> cell) => new(heading, importance, [.. rows.Select(r => r.Metric is { } m && cell(m) is { Length: > 0 } text ? text : "–")]);
        return FittedTable.Make(
        [
            new FittedColumn("figure", 9, [.. rows.Select(r => r.Heading)]) { IsName = true },
            new FittedColumn("B", 10, [.. rows.Select(r => ComparisonText.Name(r.Comparison.B, sides))]) { IsName = true, MayWrap = true },
            Column("A", 1, m => ComparisonText.Brief(m.A)),
            Column("B's", 2, m => ComparisonText.Brief(m.B)),
            Column("B / A", 8, ComparisonText.Effect),
            Column("interval", 6, ComparisonText.Interval),
            Column("verdict", 7, m => ComparisonText.Word(m.Verdict)) with { IsName = true },
            new FittedColumn("valid", 5, [.. rows.Select(r => r.Comparison.Valid ? "yes" : "NO")]) { IsName = true },
        ], console, Terminal.WidthOf(console));
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
