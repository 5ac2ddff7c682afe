using System.Globalization;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>A recommendation for people: the answer, every configuration, why each was rejected, and what would change it.</summary>
internal static class RecommendationRenderer
{
    public static void Print(Recommendation result)
    {
        var console = Terminal.For();
        console.MarkupLine($"[bold {(result.Pick is null ? "yellow" : "green")}]{Markup.Escape(result.Answer)}[/]");
        console.WriteLine(Asked(result));
        console.Write(Candidates(console, result));
        if (RecommendationText.Means(result) is { } means)
            console.WriteLine(means);
        foreach (var candidate in result.Candidates.Where(c => c.Reasons.Count + c.Notes.Count > 0))
        {
            console.MarkupLineInterpolated($"[bold]{candidate.Name}[/]");
            foreach (var reason in candidate.Reasons)
            {
                console.WriteLine($"  {reason.Code}: {reason.Evidence}");
                if (reason.Remedy is not null)
                    console.WriteLine($"      {reason.Remedy}");
            }

            foreach (var note in candidate.Notes)
                console.WriteLine($"  note: {note}");
        }

        console.MarkupLine("[bold]What would change this answer[/]");
        foreach (var change in result.Changes)
            console.WriteLine($"  {change.Sentence}");
        if (result.Changes.Count == 0)
            console.WriteLine("  no limit or price that these runs tell of");
    }

    private static string Asked(Recommendation result)
    {
        string?[] parts =
        [
            result.Minimize == RecommendationGoal.EnergyPerCorrect ? "least energy per right answer" : $"least {result.Minimize.ToString().ToLowerInvariant()} per request",
            .. result.Objectives.Select(o => $"{o.Key} at most {Figures.Scaled(o.Value, "s")}"),
            result.MinAccuracy is { } accuracy ? $"accuracy at least {Figures.Percent(accuracy)}" : null,
            result.Tariff is { } tariff ? string.Create(CultureInfo.InvariantCulture, $"tariff {tariff} per kWh") : null,
            result.Intensity is { } intensity ? string.Create(CultureInfo.InvariantCulture, $"{intensity} gCO2e per kWh{(result.IntensitySource is { } source ? $" ({source})" : "")}") : null,
            (result.Tariff ?? result.Intensity) is not null ? string.Create(CultureInfo.InvariantCulture, $"PUE {result.Pue}") : null,
            result.HardwareCostPerHour is { } hour ? string.Create(CultureInfo.InvariantCulture, $"hardware {hour} per hour") : null,
            .. result.HardwarePrices.Select(p => string.Create(CultureInfo.InvariantCulture, $"hardware of {p.Key} {p.Value} per hour")),
        ];
        return $"asked: {string.Join(" · ", parts.OfType<string>())}";
    }

    private static Table Candidates(IAnsiConsole console, Recommendation result)
    {
        var table = new Table().Border(Terminal.Border(console)).AddColumn("configuration").AddColumn("verdict");
        List<(string Heading, Func<RecommendationCandidate, string> Cell)> columns =
        [
            ("J/request", c => Figures.WithInterval(c.Energy)),
            ("TTFT p99", c => Figures.Value(c.TtftP99)),
            ("accuracy", c => Figures.Value(c.Accuracy)),
            ("accuracy/Wh", c => c.AccuracyPerWattHour.Value is { } v ? RecommendationText.Significant(v) : "–"),
            ("requests/s", c => c.Throughput.Value is { } v ? Figures.Digits(v) : "–"),
            ("cost/1000", c => RecommendationText.Money(c.Cost)),
            ("CO2e/1000", c => RecommendationText.Money(c.Carbon)),
            ("÷ pick", c => Ratio(c.RatioToPick)),
        ];
        columns.RemoveAll(column => result.Candidates.All(c => column.Cell(c) is "–" or ""));
        foreach (var (heading, _) in columns)
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var candidate in result.Candidates)
            table.AddRow([Markup.Escape(candidate.Name), Verdict(candidate.Verdict), .. columns.Select(c => Markup.Escape(c.Cell(candidate)))]);
        return table;
    }

    private static string Ratio(Estimate? ratio) => ratio?.Value is not { } value ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{value:0.000}") + (ratio is { Lower: { } lower, Upper: { } upper } ? string.Create(CultureInfo.InvariantCulture, $" ({lower:0.000} to {upper:0.000})") : " (no interval)");

    private static string Verdict(RecommendationVerdict verdict) => verdict switch
    {
        RecommendationVerdict.Pick => "[bold green]PICK[/]",
        RecommendationVerdict.Tied => "[bold yellow]tied[/]",
        RecommendationVerdict.RunnerUp => "runner-up",
        _ => "[red]rejected[/]",
    };
}
