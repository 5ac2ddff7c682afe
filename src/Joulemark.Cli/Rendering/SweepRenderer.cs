using Joulemark.Analysis;
using Joulemark.Comparison.Sweeping;
using Joulemark.Metrology;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>A sweep's points as a table, and its answer: in place of the configurations' own figures, of which there are too many to read.</summary>
internal static class SweepRenderer
{
    public static void Print(IAnsiConsole console, RunResult result, SweepResult sweep, PricedRun? priced = null)
    {
        console.Write(Table(console, sweep, priced));
        foreach (var knee in sweep.Series.SelectMany(s => s.Knees.Where(k => k.Why is not null).Select(k => (Series: s, Knee: k))))
            console.WriteLine($"no knee{SweepWords.At(knee.Series, knee.Knee)}: {knee.Knee.Why}");
        var said = result.Validity.Reasons.Select(r => $"{r.Code}: {r.Evidence}").ToHashSet(StringComparer.Ordinal); // further down, as why the run is not valid
        foreach (var point in sweep.Series.SelectMany(s => s.Points))
        {
            var reasons = point.Validity.Reasons.Where(r => !said.Contains($"{r.Code}: {r.Evidence}") && !said.Contains($"{r.Code}: {point.Configuration}: {r.Evidence}")).Select(r => $"{r.Code}: {r.Evidence}")
                .Concat(point.Reasons.Where(r => r.Code != SweepWords.Invalid).Select(r => r.Evidence)).ToList();
            if (reasons.Count > 0)
                console.WriteLine($"{point.Configuration}: {string.Join("; ", reasons)}");
        }

        foreach (var line in sweep.Answer.Split('\n'))
            console.MarkupLineInterpolated($"[bold]{line}[/]");
    }

    private static Table Table(IAnsiConsole console, SweepResult sweep, PricedRun? priced)
    {
        var points = sweep.Series.SelectMany(s => s.Points.Select(p => (Series: s, Point: p))).ToList();
        FittedColumn Plain(string heading, int importance, Func<SweepPoint, string> cell) => new(heading, importance, [.. points.Select(p => cell(p.Point))]);
        FittedColumn Latency(string name, int importance) => Plain($"{name} p99 ms", importance, p => Milliseconds(p.Figure($"{name.ToLowerInvariant()}_p99")));

        return FittedTable.Make(
        [
            new("series", 12, [.. points.Select(p => p.Series.Name.Length > 0 ? p.Series.Name : "–")]) { IsName = true },
            .. sweep.Keys.Select(k => Plain(SweepWords.Short(k), 11, p => p.Factors.GetValueOrDefault(k) ?? "–")),
            Plain(sweep.ThroughputMetric == "output_throughput" ? "tokens/s" : "requests/s", 8, p => Number(p.Figure(sweep.ThroughputMetric))),
            Plain("W", 7, p => Number(p.Figure("mean_power"))),
            Plain("tokens/s/W", 1, p => Number(p.Figure("tokens_per_second_per_watt"))),
            FittedColumn.OfEstimates(sweep.EnergyMetric == "energy_per_output_token" ? "J/token" : "J/request", 10, [.. points.Select(p => p.Point.Figure(sweep.EnergyMetric))]),
            Plain("accuracy", 4, p => Figures.Percent(p.Figure("accuracy").Value)),
            Latency("TTFT", 6),
            Latency("TPOT", 2),
            Latency("E2E", 3),
            .. PricedColumns.Of(priced, priced?.Scale ?? default, [.. points.Select(p => priced?.Works.GetValueOrDefault(p.Point.Configuration))]),
            Plain("objectives", 9, SweepWords.Outcome) with { IsName = true },
            Plain("front", 5, SweepWords.Fronts) with { IsName = true },
            Plain("", 13, SweepWords.Marks) with { IsName = true },
        ], console);
    }

    private static string Number(Estimate estimate) => estimate.Value is { } value ? Figures.Digits(value) : "–";

    private static string Milliseconds(Estimate estimate) => estimate.Value is { } value ? Figures.Digits(value * 1e3) : "–";
}
