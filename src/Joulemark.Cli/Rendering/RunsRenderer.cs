using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Reporting.Html;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>Several runs in short tables, in the order of time: requests in one, measured commands in another; nothing is ranked.</summary>
internal static class RunsRenderer
{
    public static void Print(IReadOnlyList<ReportedRun> runs)
    {
        var console = Terminal.For();
        var labels = RunLabels.Of(runs.Select(r => r.Result));
        var ordered = runs.OrderBy(r => r.Record.Header.StartedAt).Select(r => (r.Record.Header, r.Record, r.Result, r.Priced)).ToList();
        foreach (var kind in ordered.GroupBy(r => r.Header.Configurations is [{ Command: not null }]).OrderBy(k => k.Key))
        {
            var scale = PricedRun.ScaleOf([.. kind.Select(r => r.Priced).OfType<PricedRun>()]);
            List<Row> rows = [.. kind.SelectMany(r => r.Result.Configurations.Select(c => new Row(r.Header, labels[r.Result.Id], c.Key, c.Value, r.Priced?.Works.GetValueOrDefault(c.Key), RecordedPoint.Judge(r.Record, c.Key, c.Value).Valid)))];
            Write(console, rows, [.. PricedColumns.Of(ordered[0].Priced, scale, [.. rows.Select(r => r.Work)])], isOfCommands: kind.Key);
        }

        if (ordered[0].Priced is { } priced)
            console.WriteLine($"{priced.What} at {priced.Asked}");
        HistoryRenderer.Print(console, ReportedRun.HistoriesOf(runs));
        console.WriteLine("Not ranked: joulemark compare and recommend hold runs against each other, and say whether they may be.");
    }

    private static void Write(IAnsiConsole console, List<Row> rows, IReadOnlyList<FittedColumn> prices, bool isOfCommands)
    {
        FittedColumn Words(string heading, Func<Row, string> cell) => FittedColumn.Words(heading, rows, cell);
        FittedColumn Figure(string heading, string metric, Func<ConfigurationResult, bool> isGiven) =>
            new(heading, [.. rows.Select(r => isGiven(r.Of) && r.Of.Metrics.GetValueOrDefault(metric) is { } figure ? Figures.Value(figure) : "–")]);
        FittedColumn[] speed = isOfCommands ? [Figure("time", "duration", _ => true)] : [.. FigureColumn.Latencies(rows.SelectMany(r => r.Of.Objectives)).Select(c => Figure(c.Heading, c.Metric, r => !ClientsFigures.Has(c.Metric, r))), Figure("accuracy", "accuracy", _ => true)];
        FittedTable.Stack(
        [
            Words("run", r => r.Run) with { MayWrap = true },
            Words("began", r => r.Header.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
            Words("configuration", r => r.Name) with { MayWrap = true },
        ],
        [
            new FittedColumn(isOfCommands ? "energy of a run" : "J/request", [.. rows.Select(r => Figures.WithInterval(r.Of.Metrics.GetValueOrDefault(isOfCommands ? "energy_to_solution" : "energy_per_request")))]),
            Words("boundary", r => $"{(r.Of.Boundary is { } boundary ? RecordNames.Of(boundary) : "none")}, {RecordNames.Of(r.Of.Provenance)}"),
            .. prices,
            .. speed,
            Words("valid", r => r.IsValid ? "yes" : "NO"),
        ], console, Terminal.WidthOf(console));
    }

    private sealed record Row(RunHeader Header, string Run, string Name, ConfigurationResult Of, PricedWork? Work, bool IsValid);
}
