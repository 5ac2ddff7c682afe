using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Records;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>Several runs in a short table, in the order of time; nothing is ranked.</summary>
internal static class RunsRenderer
{
    public static void Print(IReadOnlyList<ReportedRun> runs)
    {
        var console = Terminal.For();
        var rows = runs.OrderBy(r => r.Record.Header.StartedAt).SelectMany(r => r.Result.Configurations.Select(c => (r.Record.Header, r.Result, Name: c.Key, Of: c.Value))).ToList();
        FittedColumn Words(string heading, Func<(RunHeader Header, RunResult Result, string Name, ConfigurationResult Of), string> cell) => new(heading, 0, [.. rows.Select(cell)]) { IsName = true };
        FittedColumn Figure(string heading, string metric, Func<ConfigurationResult, bool> isGiven) =>
            new(heading, 0, [.. rows.Select(r => isGiven(r.Of) && r.Of.Metrics.GetValueOrDefault(metric) is { } figure ? Figures.Value(figure) : "–")]);
        FittedTable.Stack(
        [
            Words("run", r => r.Result.Name) with { MayWrap = true },
            Words("began", r => r.Header.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
            Words("configuration", r => r.Name) with { MayWrap = true },
        ],
        [
            new FittedColumn("J/request", 0, [.. rows.Select(r => Figures.WithInterval(r.Of.Metrics.GetValueOrDefault("energy_per_request")))]),
            Words("boundary", r => $"{(r.Of.Boundary is { } boundary ? RecordNames.Of(boundary) : "none")}, {RecordNames.Of(r.Of.Provenance)}"),
            Figure("TTFT p99", "ttft_p99", c => !c.IsClientSaturated),
            Figure("accuracy", "accuracy", _ => true),
            Words("valid", r => r.Result.Status == RunStatus.Complete && r.Of.Validity.Valid ? "yes" : "NO"),
        ], console, Terminal.WidthOf(console));
        console.WriteLine("Not ranked: joulemark compare and recommend hold runs against each other, and say whether they may be.");
    }
}
