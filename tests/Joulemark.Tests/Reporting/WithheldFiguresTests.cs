using System.Text;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>What hangs on latencies that a saturated load client had its part in is withheld in every output alike.</summary>
public sealed class WithheldFiguresTests
{
    [Fact]
    public void FiguresThatAreMadeOfLatencies_AreWithheldWithThem()
    {
        var (run, result) = Saturated();
        var made = result.Configurations[SampleRun.Configuration];
        Assert.All(ClientsFigures.MadeOfLatencies, m => Assert.NotNull(made.Metrics[m].Value)); // result.json keeps them
        var rows = Rows.Parse(Written(run, ".csv"));
        foreach (var metric in (string[])[.. ClientsFigures.MadeOfLatencies, "ttft_p50", "e2e_mean"])
        {
            var row = rows.Single(r => r[3] == metric);
            Assert.Equal(("", "", ""), (row[4], row[5], row[6]));
            Assert.StartsWith("missing: the load client was saturated", row[9], StringComparison.Ordinal);
        }

        Assert.NotEqual("", rows.Single(r => r[3] == "client_delay_p99")[4]); // the client's own is what it is
        Assert.NotEqual("", rows.Single(r => r[3] == "energy_per_request")[4]);
        Assert.Equal("100.0 %", Figures.Value(made.Metrics["good_share"]));
        Assert.Matches(@"- .*\bgood: the load client was saturated", Written(run, ".md"));
    }

    [Fact]
    public void Objectives_AreListedAsWithheld_InPlaceOfNone()
    {
        var (run, _) = Saturated();
        Assert.Contains("- `only` ttft-p99 withheld: the load client was saturated, so that it is not the server's; the limit is 150 ms", Written(run, ".md").Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Matches("<td>ttft-p99</td><td>150 ms</td>\\s*<td>–</td><td>–</td>\\s*<td class=\"words\">withheld: the load client was saturated", Written(run, ".html"));
    }

    private static (RunRecord Run, RunResult Result) Saturated()
    {
        var run = SampleRun.Make();
        run = run with { Windows = [.. run.Windows.Select(w => w with { Client = new ClientLoad { BusyShare = 0.99, DelayP99Seconds = 0.5 } })] };
        return (run, RunJudge.Judge(run));
    }

    private static string Written(RunRecord run, string extension) => Encoding.UTF8.GetString(BuiltIns.ReportWriter(extension).Write([new ReportedRun(run, RunJudge.Judge(run))]));
}
