using Joulemark.Analysis;
using Joulemark.Comparison;
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
        WritePoints(console, sweep, priced);
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

    private static void WritePoints(IAnsiConsole console, SweepResult sweep, PricedRun? priced)
    {
        var points = sweep.Series.SelectMany(s => s.Points.Select(p => (Series: s, Point: p))).ToList();
        FittedColumn Plain(string heading, Func<SweepPoint, string> cell) => new(heading, [.. points.Select(p => cell(p.Point))]);
        FittedColumn[] names =
        [
            FittedColumn.Words("series", points, p => p.Series.Name.Length > 0 ? p.Series.Name : "–") with { MayWrap = true },
            .. sweep.Keys.Select(k => Plain(SweepWords.Short(k), p => p.Factors.GetValueOrDefault(k) ?? "–")),
        ];
        FittedColumn[] curve =
        [
            Plain(sweep.ThroughputMetric == "output_throughput" ? "tokens/s" : "requests/s", p => Number(p.Figure(sweep.ThroughputMetric))),
            Plain("W", p => Number(p.Figure("mean_power"))),
        ];
        var energy = FittedColumn.OfEstimates(sweep.EnergyMetric == "energy_per_output_token" ? "J/token" : "J/request", [.. points.Select(p => p.Point.Figure(sweep.EnergyMetric))]);
        var efficiency = Plain("tokens/s/W", p => Number(p.Figure("tokens_per_second_per_watt")));
        FittedColumn[] others =
        [
            Plain("accuracy", p => Figures.Percent(p.Figure("accuracy").Value)),
            .. Latencies(points.Select(p => p.Point)).Select(m => Plain($"{LatencyText.Name(m)} ms", p => Milliseconds(p.Figure(m)))),
            .. PricedColumns.Of(priced, priced?.Scale ?? default, [.. points.Select(p => priced?.Of(p.Point))]),
        ];
        FittedColumn[] judged =
        [
            Plain("objectives", SweepWords.Outcome) with { IsName = true },
            Plain("front", SweepWords.Fronts) with { IsName = true },
            Plain("", SweepWords.Marks) with { IsName = true, MayWrap = true },
        ];
        var room = Terminal.WidthOf(console);
        FittedColumn[] wide = [.. curve, efficiency, energy, .. others, .. judged];
        FittedTable.Stack(names, FittedTable.Fits([.. names, .. wide], room) ? wide : [.. curve, energy, .. judged, .. others, efficiency], console, room);
    }

    /// <summary>The percentiles that objectives are of, and of the latencies that nothing is asked of the 99th.</summary>
    private static IEnumerable<string> Latencies(IEnumerable<SweepPoint> points)
    {
        var asked = points.SelectMany(p => p.Objectives).Select(o => o.Metric).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        string[] kinds = ["ttft_", "tpot_", "e2e_"];
        return kinds.SelectMany(kind => asked.Where(m => m.StartsWith(kind, StringComparison.Ordinal)).DefaultIfEmpty(kind + "p99"))
            .Concat(asked.Where(m => !kinds.Any(kind => m.StartsWith(kind, StringComparison.Ordinal))));
    }

    private static string Number(Estimate estimate) => estimate.Value is { } value ? Figures.Number(value) : "–";

    private static string Milliseconds(Estimate estimate) => estimate.Value is { } value ? Figures.Digits(value * 1e3) : "–";
}
