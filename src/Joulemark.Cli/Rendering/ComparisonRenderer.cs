using Joulemark.Comparison;
using Joulemark.Reporting.Comparisons;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>A comparison for people: what differs and what it means, then the figures, where they may be compared.</summary>
internal static class ComparisonRenderer
{
    public static void Print(ComparisonResult result)
    {
        var console = Terminal.For();
        PrintSide(console, "A", result.A);
        PrintSide(console, "B", result.B);
        console.WriteLine(result.Isolated.Count == 0 ? "isolated: nothing, so everything must be the same" : $"isolated: {string.Join(", ", result.Isolated)}");
        if (result.Differences.Count == 0)
            console.WriteLine("nothing differs");
        else
            WriteDifferences(console, result.Differences);
        if (!result.Comparable)
        {
            console.MarkupLine("[bold red]NOT COMPARABLE[/]: no ratio is given");
            return;
        }

        foreach (var allowed in result.Allowed)
            console.MarkupLineInterpolated($"[bold yellow]ALLOWED[/] to differ: {allowed.Key} is {allowed.Values}");
        console.WriteLine();
        WriteMetrics(console, result);
        if (!result.Metrics.Any(m => m.Ratio is not null))
            console.WriteLine("no energy figure is known of both sides");
        else
            console.WriteLine(ComparisonText.Rules(result));
        if (ComparisonText.Accuracy(result) is { } accuracy)
            console.WriteLine(accuracy);
        foreach (var uncertainty in ComparisonText.Uncertainties(result))
            console.WriteLine(uncertainty);
        JudgementRenderer.PrintInvalid(console, [("A", result.A.Validity), ("B", result.B.Validity)]);
    }

    private static void PrintSide(IAnsiConsole console, string name, ComparedConfiguration side) =>
        console.MarkupLineInterpolated($"[bold]{name}[/] {side.Configuration} · {side.Run} · {ComparisonText.Joules(side)}");

    private static void WriteDifferences(IAnsiConsole console, IReadOnlyList<FactDifference> differences)
    {
        FittedColumn Column(string heading, Func<FactDifference, string> cell) => FittedColumn.Words(heading, differences, cell);
        FittedColumn Value(string heading, Func<FactDifference, string?> value) =>
            Column(heading, d => value(d) ?? "unknown") with { Styles = [.. differences.Select(d => value(d) is null ? "dim" : null)] };
        FittedTable.Whole(
        [
            Column("group", d => d.Group.ToString().ToLowerInvariant()),
            Column("key", d => d.Key),
        ],
        [
            Value("A", d => d.A),
            Value("B", d => d.B),
            Column("verdict", d => Word(d.Verdict)) with { Styles = [.. differences.Select(d => Style(d.Verdict))] },
            Column("why", d => d.Why) with { MayWrap = true },
        ], console, Terminal.WidthOf(console));
    }

    private static void WriteMetrics(IAnsiConsole console, ComparisonResult result)
    {
        FittedColumn Column(string heading, Func<ComparedMetric, string> cell) => new(heading, [.. result.Metrics.Select(m => cell(m) is { Length: > 0 } text ? text : "–")]);
        FittedColumn[] figures = [Column("A", m => ComparisonText.Brief(m.A)), Column("B", m => ComparisonText.Brief(m.B))];
        FittedColumn[] ratio =
        [
            Column("B / A", ComparisonText.Effect),
            Column("interval", ComparisonText.Interval),
            Column("verdict", m => ComparisonText.Word(m.Verdict)) with { IsName = true },
            Column("detectable", ComparisonText.Detectable),
        ];
        FittedColumn[] name = [Column("figure", m => m.Name) with { IsName = true }];
        FittedTable.Stack(name, FittedTable.Fits([.. name, .. figures, .. ratio], Terminal.WidthOf(console)) ? [.. figures, .. ratio] : [.. ratio, .. figures], console, Terminal.WidthOf(console));
    }

    private static string? Style(DifferenceVerdict verdict) => verdict switch { DifferenceVerdict.NotComparable => "bold red", DifferenceVerdict.Allowed => "bold yellow", _ => null };

    private static string Word(DifferenceVerdict verdict) => verdict switch
    {
        DifferenceVerdict.NotComparable => "NOT COMPARABLE",
        DifferenceVerdict.Allowed => "ALLOWED",
        DifferenceVerdict.AtADistance => "at a distance",
        DifferenceVerdict.CannotBeTold => "cannot be told",
        _ => verdict.ToString().ToLowerInvariant(),
    };
}
