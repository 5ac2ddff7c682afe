using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The figures of a measured command, one below the other.</summary>
internal static class MeasureRenderer
{
    public static void Print(IAnsiConsole console, RunResult result, RunRecord record, string folder, IReadOnlyList<Diagnostic> said, PricedRun? priced = null)
    {
        var (_, figures) = result.Configurations.Single();
        var boundary = figures.Boundary is { } b ? RecordNames.Of(b) : "none";
        var runs = figures.Windows.Count == 1 ? "one run" : string.Create(CultureInfo.InvariantCulture, $"{figures.Windows.Count} runs, 95 % intervals");
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{ShellText.Of(record.Header.Configurations[0].Command ?? [])}[/] · boundary [bold]{boundary}[/], provenance [bold]{RecordNames.Of(figures.Provenance)}[/] · {runs}");
        console.WriteLine(record.Machine.Summary);
        console.Write(Table(console, figures, priced));
        JudgementRenderer.Print(console, result, said);
        console.WriteLine($"{folder} (report.html, result.json)");
    }

    private static Table Table(IAnsiConsole console, ConfigurationResult figures, PricedRun? priced)
    {
        var table = new Table().Border(Terminal.Border(console)).HideHeaders();
        table.AddColumn("what").AddColumn(new TableColumn("value").RightAligned()).AddColumn("note");
        Metric(table, figures, "energy", "energy_to_solution", EnergyNote(figures));
        Metric(table, figures, "net of idle", "net_energy_to_solution", "energy − idle power × time");
        Metric(table, figures, "time", "duration", "");
        Metric(table, figures, "mean power", "mean_power", "");
        Metric(table, figures, "peak power", "peak_power", figures.Metrics["peak_power"].Method);
        Metric(table, figures, "idle power", "idle_power", "before the first run");
        foreach (var (name, of) in priced?.Columns ?? [])
            table.AddRow(name, priced!.Scale.WithInterval(of(priced.Works.Values.FirstOrDefault())), Markup.Escape($"of one run, at {priced.Asked}"));

        foreach (var entry in figures.Ledger.Where(e => e.Counted || figures.Windows.Any(w => w.Channels.GetValueOrDefault(e.Channel) is not null)))
        {
            var energies = figures.Windows.Select(w => w.Channels.GetValueOrDefault(entry.Channel)).ToList();
            var value = energies.Count > 0 && !energies.Contains(null) ? Figures.Scaled(energies.Average(e => e!.Value.Joules), "J") : "–";
            table.AddRow(Markup.Escape($"  {entry.Channel}"), value, $"{RecordNames.Of(entry.Provenance)}, {entry.Source}{(entry.Counted ? "" : "; not in the sum")}");
        }

        return table;
    }

    private static void Metric(Table table, ConfigurationResult figures, string name, string metric, string note)
    {
        if (figures.Metrics[metric] is { Value: not null } estimate)
            table.AddRow(name, Value(estimate, figures), note);
        else
            table.AddRow(name, "–", "missing");
    }

    /// <summary>With its interval; one run's with how well it was measured, as what it is: an absolute figure, since a net may be next to nothing.</summary>
    private static string Value(Estimate estimate, ConfigurationResult figures)
    {
        if (Figures.Half(estimate) is { } half)
            return Figures.PlusMinus(estimate.Value!.Value, half, estimate.Unit);
        if (Figures.Range(estimate) is { } range)
            return $"{Figures.Value(estimate)} ({range})";
        return estimate.MeasuredTo is { } known && figures.Provenance != Provenance.Modelled
            ? Figures.PlusMinus(estimate.Value!.Value, known, estimate.Unit) : Figures.Value(estimate);
    }

    /// <summary>The same in watt-hours, and what its ± is.</summary>
    private static string EnergyNote(ConfigurationResult figures)
    {
        if (figures.Metrics["energy_to_solution"] is not { Value: { } joules } estimate)
            return "";
        var wattHours = Figures.Scaled(joules / 3600, "Wh");
        return Figures.Spread(estimate) is { } spread ? $"{wattHours}; {spread}"
            : figures.Provenance == Provenance.Modelled ? $"{wattHours}; one run has no interval"
            : $"{wattHours}; one run has no interval: ± is how well it was measured";
    }
}
