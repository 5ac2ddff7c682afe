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
        WriteCandidates(console, result);
        if (RecommendationText.Means(result) is { } means)
            console.WriteLine(means);
        if (RecommendationText.Starts(result) is { } starts)
            console.WriteLine(starts);
        foreach (var alternative in Alternative.Of(result))
            console.WriteLine(alternative.Sentence);
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
            result.Minimize == RecommendationGoal.EnergyPerCorrect ? "least energy per right answer" : $"least {result.Minimize.ToString().ToLowerInvariant()} per {Work(result)}",
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

    private static void WriteCandidates(IAnsiConsole console, Recommendation result)
    {
        var (candidates, scale) = (result.Candidates, PriceScale.Of(result.Candidates));
        FittedColumn Column(string heading, Func<RecommendationCandidate, string> cell) => new(heading, [.. candidates.Select(c => cell(c) is { Length: > 0 } text ? text : "–")]);
        FittedTable.Stack(
        [
            Column("configuration", c => c.Name) with { IsName = true, MayWrap = true },
        ],
        [
            .. candidates.Any(c => c.Starts.Count > 1) ? [Column("starts", c => string.Create(CultureInfo.InvariantCulture, $"{c.Starts.Count}"))] : Array.Empty<FittedColumn>(),
            Column("verdict", c => Word(c.Verdict)) with { IsName = true, Styles = [.. candidates.Select(c => Style(c.Verdict))] },
            FittedColumn.OfEstimates($"J/{Work(result)}", [.. candidates.Select(c => c.Energy)]),
            .. result.Minimize == RecommendationGoal.EnergyPerCorrect ? [FittedColumn.OfEstimates("J/correct", [.. candidates.Select(c => c.EnergyPerCorrect)])] : Array.Empty<FittedColumn>(),
            Column("÷ pick", c => Ratio(c.RatioToPick)),
            .. AskedLatency.Of(result).Select(l => Column($"{l.Name} {l.Limit}".TrimEnd(), c => Figures.Value(l.Figure(c)))),
            Column("accuracy", c => Figures.Value(c.Accuracy)),
            Column($"cost/{scale.Per}", c => scale.WithInterval(c.Cost)),
            Column($"gCO2e/{scale.Per}", c => scale.WithInterval(c.Carbon)),
            Column("accuracy/Wh", c => c.AccuracyPerWattHour.Value is { } v ? RecommendationText.Significant(v) : "–"),
            Column($"{Work(result)}s/s", c => c.Throughput.Value is { } v ? Figures.Number(v) : "–"),
        ], console, Terminal.WidthOf(console));
        if (RecommendationText.Intervals(result) is { } intervals)
            console.WriteLine(intervals);
    }

    private static string Work(Recommendation result) => result.Candidates.All(c => c.IsCommand) ? "run" : "request";

    private static string Ratio(Estimate? ratio) => ratio?.Value is not { } value ? ""
        : Figures.Factor(value) + (ratio is { Lower: { } lower, Upper: { } upper } ? $" ({Figures.Ends(lower, upper, Figures.Factor)})" : " (no interval)");

    private static string Word(RecommendationVerdict verdict) => verdict switch
    {
        RecommendationVerdict.Pick => "PICK",
        RecommendationVerdict.RunnerUp => "runner-up",
        _ => verdict.ToString().ToLowerInvariant(),
    };

    private static string? Style(RecommendationVerdict verdict) => verdict switch
    {
        RecommendationVerdict.Pick => "bold green",
        RecommendationVerdict.Tied => "bold yellow",
        RecommendationVerdict.Rejected => "red",
        _ => null,
    };
}
