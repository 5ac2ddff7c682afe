using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Statistics;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The figures of a measured command, one below the other.</summary>
internal static class MeasureRenderer
{
    public static void Print(IAnsiConsole console, RunResult result, RunRecord record, string place, IReadOnlyList<Diagnostic> said, PricedRun? priced = null)
    {
        var (_, figures) = result.Configurations.Single();
        var boundary = figures.Boundary is { } b ? RecordNames.Of(b) : "none";
        var runs = figures.Windows.Count switch
        {
            1 => "one run",
            < MeanInterval.FewestRepeats and var few => string.Create(CultureInfo.InvariantCulture, $"{few} runs, no intervals"),
            var many => string.Create(CultureInfo.InvariantCulture, $"{many} runs, 95 % intervals"),
        };
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{ShellText.Of(record.Header.Configurations[0].Command ?? [])}[/] · boundary [bold]{boundary}[/], provenance [bold]{RecordNames.Of(figures.Provenance)}[/] · {runs}");
        console.WriteLine(record.Machine.Summary);
        List<Row> rows = [.. Rows(figures, priced)];
        FittedTable.Whole(
            [FittedColumn.Words("", rows, r => r.What)],
            [new FittedColumn("", rows.ConvertAll(r => r.Value)), FittedColumn.Words("", rows, r => r.Note) with { MayWrap = true }], console, Terminal.WidthOf(console, Terminal.Endless));
        JudgementRenderer.Print(console, result, said);
        console.WriteLine(place);
    }

    private static IEnumerable<Row> Rows(ConfigurationResult figures, PricedRun? priced)
    {
        yield return Metric(figures, "energy", "energy_to_solution", EnergyNote(figures));
        yield return Metric(figures, "net of idle", "net_energy_to_solution", "energy − idle power × time");
        yield return Metric(figures, "time", "duration", "");
        yield return Metric(figures, "mean power", "mean_power", "");
        yield return Metric(figures, "peak power", "peak_power", figures.Metrics["peak_power"].Method);
        yield return Metric(figures, "idle power", "idle_power", "before the first run");
        foreach (var (name, of) in priced?.Columns ?? [])
        {
            var (price, work) = PriceScale.OfRuns(of(priced!.Works.Values.FirstOrDefault()));
            yield return new(name, PriceScale.OneRun.WithInterval(price), $"of {work}, at {priced.Asked}");
        }

        foreach (var entry in figures.Ledger.Where(e => e.Counted || figures.Windows.Any(w => w.Channels.GetValueOrDefault(e.Channel) is not null)))
        {
            var energies = figures.Windows.Select(w => w.Channels.GetValueOrDefault(entry.Channel)).ToList();
            var value = energies.Count > 0 && !energies.Contains(null) ? Figures.Scaled(energies.Average(e => e!.Value.Joules), "J") : "–";
            yield return new($"  {entry.Channel}", value, $"{RecordNames.Of(entry.Provenance)}, {entry.Source}{(entry.Counted ? "" : "; not in the sum")}");
        }
    }

    private static Row Metric(ConfigurationResult figures, string name, string metric, string note) =>
        figures.Metrics[metric] is { Value: not null } estimate ? new(name, Value(estimate, figures), note) : new(name, "–", MissingFigure.Why(metric, figures, isCommand: true));

    /// <summary>With its interval; one run's with how well it was measured, as what it is: an absolute figure, since a net may be next to nothing.</summary>
    private static string Value(Estimate estimate, ConfigurationResult figures)
    {
        if (Figures.Half(estimate) is { } half)
            return Figures.PlusMinus(estimate.Value!.Value, half, estimate.Unit);
        if (Figures.Range(estimate) is { } range)
            return $"{Figures.Value(estimate)} ({range})";
        return estimate.MeasuredTo is { } known && figures is { Windows.Count: 1, Provenance: not Provenance.Modelled }
            ? Figures.PlusMinus(estimate.Value!.Value, known, estimate.Unit) : Figures.Value(estimate);
    }

    /// <summary>The same in watt-hours, and what its ± is.</summary>
    private static string EnergyNote(ConfigurationResult figures)
    {
        if (figures.Metrics["energy_to_solution"] is not { Value: { } joules } estimate)
            return "";
        var wattHours = Figures.Scaled(joules / Energy.JoulesPerWattHour, "Wh");
        return (Figures.Spread(estimate) ?? Figures.Range(estimate)) is { } spread ? $"{wattHours}; {spread}"
            : figures.Windows.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{wattHours}; no interval: how they scatter takes {MeanInterval.FewestRepeats} runs")
            : figures.Provenance == Provenance.Modelled ? $"{wattHours}; one run has no interval"
            : $"{wattHours}; one run has no interval: ± is how well it was measured";
    }

    private sealed record Row(string What, string Value, string Note);
}
