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
        var table = new Table().Border(Terminal.Border(console)).AddColumns("run", "began", "configuration", "boundary", "J/request", "TTFT p99", "accuracy", "valid");
        foreach (var (record, result) in runs.OrderBy(r => r.Record.Header.StartedAt))
        {
            foreach (var (name, of) in result.Configurations)
            {
                string Value(string metric) => of.Metrics.GetValueOrDefault(metric) is { } figure ? Figures.Value(figure) : "–";
                table.AddRow([.. new[]
                {
                    result.Name, record.Header.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), name,
                    $"{(of.Boundary is { } boundary ? RecordNames.Of(boundary) : "none")}, {RecordNames.Of(of.Provenance)}",
                    Figures.WithInterval(of.Metrics.GetValueOrDefault("energy_per_request")), of.IsClientSaturated ? "–" : Value("ttft_p99"), Value("accuracy"),
                    result.Status == RunStatus.Complete && of.Validity.Valid ? "yes" : "NO",
                }.Select(Markup.Escape)]);
            }
        }

        console.Write(table);
        console.WriteLine("Not ranked: joulemark compare and recommend hold runs against each other, and say whether they may be.");
    }
}
