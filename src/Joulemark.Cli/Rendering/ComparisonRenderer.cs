using System.Globalization;
using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>A comparison for people: what differs and what it means, then the figures, where they may be compared.</summary>
internal static class ComparisonRenderer
{
    private const int LongestValue = 60;

    public static void Print(ComparisonResult result)
    {
        var console = Terminal.For();
        PrintSide(console, "A", result.A);
        PrintSide(console, "B", result.B);
        console.WriteLine(result.Isolated.Count == 0 ? "isolated: nothing, so everything must be the same" : $"isolated: {string.Join(", ", result.Isolated)}");
        if (result.Differences.Count == 0)
            console.WriteLine("nothing differs");
        else
            console.Write(Differences(console, result.Differences));
        if (!result.Comparable)
        {
            console.MarkupLine("[bold red]NOT COMPARABLE[/]: no ratio is given");
            return;
        }

        foreach (var allowed in result.Allowed)
            console.MarkupLineInterpolated($"[bold yellow]ALLOWED[/] to differ: {allowed.Key} is {allowed.Values}");
        console.WriteLine();
        console.Write(Metrics(console, result));
        if (!result.Metrics.Any(m => m.Ratio is not null))
            console.WriteLine("no energy figure is known of both sides");
        else
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"equivalent: within {result.Margin * 100:0.#} % for certain; detectable: the smallest difference that this design would have found 4 times in 5"));
        foreach (var uncertainty in result.Uncertainties.Where(u => Math.Max(u.A, u.B) >= JudgementRenderer.LeastWorthALine))
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{uncertainty.Name} ± {uncertainty.A * 100:0.#} % and ± {uncertainty.B * 100:0.#} %: {uncertainty.Cancels switch { true => "cancels in the ratio", false => "does not cancel", null => "may cancel" }} ({uncertainty.Why})"));
        }

        foreach (var (name, side) in (ReadOnlySpan<(string, ComparedConfiguration)>)[("A", result.A), ("B", result.B)])
        {
            if (side.Validity.Valid)
                continue;
            console.MarkupLineInterpolated($"[bold red]NOT VALID[/]: {name}");
            foreach (var reason in side.Validity.Reasons)
                console.WriteLine($"  {reason.Code}: {reason.Evidence}");
        }
    }

    private static void PrintSide(IAnsiConsole console, string name, ComparedConfiguration side) =>
        console.MarkupLineInterpolated($"[bold]{name}[/] {side.Configuration} · {side.Run}");

    private static Table Differences(IAnsiConsole console, IReadOnlyList<FactDifference> differences)
    {
        var table = new Table().Border(Terminal.Border(console));
        foreach (var heading in (string[])["group", "key", "A", "B", "verdict", "why"])
            table.AddColumn(heading);
        foreach (var d in differences)
            table.AddRow(Markup.Escape(d.Group.ToString().ToLowerInvariant()), Markup.Escape(d.Key), Value(d.A), Value(d.B), Verdict(d.Verdict), Markup.Escape(d.Why));
        return table;
    }

    private static Table Metrics(IAnsiConsole console, ComparisonResult result)
    {
        var table = new Table().Border(Terminal.Border(console)).AddColumn("figure");
        foreach (var heading in (string[])["A", "B", "B / A", "95 % interval", "verdict", "detectable"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var metric in result.Metrics)
            table.AddRow(metric.Name, Figure(metric.A), Figure(metric.B), Number(metric.Ratio?.Value), Interval(metric.Ratio), metric.Verdict?.ToString().ToLowerInvariant() ?? "", Detectable(metric));
        return table;
    }

    private static string Detectable(ComparedMetric metric) =>
        metric.Ratio is null ? "" : metric.SmallestDetectable is { } effect ? string.Create(CultureInfo.InvariantCulture, $"{effect * 100:0.0} %") : "–";

    private static string Figure(Estimate estimate) =>
        Markup.Escape(Figures.Value(estimate) + (estimate.RelativeHalfWidth is { } half && estimate.Unit != "1" ? string.Create(CultureInfo.InvariantCulture, $" ± {half * 100:0.0} %") : ""));

    private static string Number(double? ratio) => ratio is { } r ? r.ToString("0.000", CultureInfo.InvariantCulture) : "";

    private static string Interval(Estimate? ratio) =>
        ratio is null ? "" : ratio.Lower is null ? "no interval" : $"{Number(ratio.Lower)} to {Number(ratio.Upper)}";

    private static string Value(string? value) =>
        value is null ? "[dim]unknown[/]" : Markup.Escape(value.Length > LongestValue ? value[..(LongestValue - 1)] + "…" : value);

    private static string Verdict(DifferenceVerdict verdict) => verdict switch
    {
        DifferenceVerdict.NotComparable => "[bold red]NOT COMPARABLE[/]",
        DifferenceVerdict.Allowed => "[bold yellow]ALLOWED[/]",
        DifferenceVerdict.AtADistance => "at a distance",
        DifferenceVerdict.CannotBeTold => "cannot be told",
        _ => verdict.ToString().ToLowerInvariant(),
    };
}
