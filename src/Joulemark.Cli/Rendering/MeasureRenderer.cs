using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The figures of a measured command, one below the other.</summary>
internal static class MeasureRenderer
{
    public static void Print(IAnsiConsole console, RunResult result, RunRecord record, string folder)
    {
        var (_, figures) = result.Configurations.Single();
        var boundary = figures.Boundary is { } b ? RecordNames.Of(b) : "none";
        var runs = figures.Windows.Count == 1 ? "one run" : string.Create(CultureInfo.InvariantCulture, $"{figures.Windows.Count} runs, 95 % intervals");
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{string.Join(' ', (record.Header.Configurations[0].Command ?? []).Select(Quoted))}[/] · boundary [bold]{boundary}[/], provenance [bold]{RecordNames.Of(figures.Provenance)}[/] · {runs}");
        console.WriteLine(record.Machine.Summary);
        console.Write(Table(console, figures));
        JudgementRenderer.Print(console, result);
        console.WriteLine($"{folder} (report.html, result.json)");
    }

    /// <summary>A word as one would have to type it.</summary>
    private static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_=+./:,@%".Contains(c, StringComparison.Ordinal))
        ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static Table Table(IAnsiConsole console, ConfigurationResult figures)
    {
        var table = new Table().Border(Terminal.Border(console)).HideHeaders();
        table.AddColumn("what").AddColumn(new TableColumn("value").RightAligned()).AddColumn("note");
        Metric(table, figures, "energy", "energy_to_solution", EnergyNote(figures));
        Metric(table, figures, "net of idle", "net_energy_to_solution", "energy − idle power × time");
        Metric(table, figures, "time", "duration", "");
        Metric(table, figures, "mean power", "mean_power", "");
        Metric(table, figures, "peak power", "peak_power", "highest mean over one second");
        Metric(table, figures, "idle power", "idle_power", "before the first run");
        foreach (var entry in figures.Ledger.Where(e => e.Counted || figures.Windows.Any(w => w.Channels.GetValueOrDefault(e.Channel) is not null)))
        {
            var energies = figures.Windows.Select(w => w.Channels.GetValueOrDefault(entry.Channel)).ToList();
            var value = energies.Count > 0 && !energies.Contains(null) ? Figures.Scaled(energies.Average(e => e!.Value.Joules), "J") : "–";
            table.AddRow(Markup.Escape($"  {entry.Channel}"), value, $"{RecordNames.Of(entry.Provenance)}, {entry.Source}{(entry.Counted ? "" : "; a cross-check, not in the sum")}");
        }

        return table;
    }

    private static void Metric(Table table, ConfigurationResult figures, string name, string metric, string note)
    {
        if (figures.Metrics[metric] is { Value: not null } estimate)
            table.AddRow(name, metric.EndsWith("solution", StringComparison.Ordinal) || estimate.N > 1 ? Figures.WithInterval(estimate) : Figures.Value(estimate), note);
        else
            table.AddRow(name, "–", "missing");
    }

    /// <summary>The same in watt-hours; for a single run, which has no interval, how well its joules are known.</summary>
    private static string EnergyNote(ConfigurationResult figures)
    {
        if (figures.Metrics["energy_to_solution"].Value is not { } joules)
            return "";
        var wattHours = Figures.Scaled(joules / 3600, "Wh");
        return figures.Windows is [{ Uncertainty: { } known }]
            ? string.Create(CultureInfo.InvariantCulture, $"{wattHours}; measured to ± {known.Joules / joules * 100:0.0##} % (edges and sampling, 95 %)") : wattHours;
    }
}
