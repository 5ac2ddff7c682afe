using System.Globalization;
using System.Text;
using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Tests.Comparison.Sweeping;
using Xunit;

namespace Joulemark.Tests.Reporting.Writers;

/// <summary>Sweeps as Markdown and CSV, those that went on in several runs among them.</summary>
public sealed class SweepWritersTests
{
    private static readonly MadePoint[] Loads = [MadePoint.Of(1, 50, 20), MadePoint.Of(2, 60, 40), MadePoint.Of(4, 80, 80)];

    [Fact]
    public void Markdown_OfASweepOfTwoRuns_HasItsAnswerAndEveryPointWithItsRun()
    {
        var text = Write(".md", Resumed());

        Assert.Contains("### Sweep\n\nThe best operating point is concurrency 4, the least energy", text, StringComparison.Ordinal);
        var table = text[text.IndexOf("| load.concurrency | verdict |", StringComparison.Ordinal)..].Split("\n\n")[0].Split('\n');
        Assert.All(table, r => Assert.Equal(table[0].Count(c => c == '|'), r.Count(c => c == '|')));
        Assert.Equal([("1", "run-1"), ("2", "run-2"), ("4", "run-2")], table[2..].Select(r => r.Split('|')).Select(c => (c[1].Trim(), c[^2].Trim())));
        Assert.Contains("BEST", table[4], StringComparison.Ordinal);
        Assert.Contains("| 80.0 W (", table[4], StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_OfASweepOfOneRun_DoesNotNameIt() =>
        Assert.DoesNotContain("| run |", Write(".md", SweepRun.Make(Loads)), StringComparison.Ordinal);

    [Fact]
    public void Csv_OfASweepOfTwoRuns_HasEveryPointOnce()
    {
        var run = Resumed();
        var power = Rows.Parse(Write(".csv", run)).Where(r => r[3] == "mean_power").ToList();

        Assert.Equal([("run-1", "1"), ("run-2", "2"), ("run-2", "4")], power.Select(r => (r[0], r[1])).Order());
        var first = power.Single(r => r[1] == "1");
        Assert.Equal(50, double.Parse(first[4], CultureInfo.InvariantCulture), 0.1);
        Assert.Equal("true", first[12]);
        Assert.Equal(4, Rows.Parse(Write(".csv", run.Earlier[0], run)).Count(r => r[3] == "mean_power")); // each run's own, where both are reported: the second was begun in the first, too
    }

    private static RunRecord Resumed() =>
        SweepRun.Make("run-2", Loads[1..], SweepRun.Over("load.concurrency")) with { Earlier = [SweepRun.Make("run-1", Loads[..2], SweepRun.Over("load.concurrency"))] };

    private static string Write(string extension, params RunRecord[] runs) =>
        Encoding.UTF8.GetString(BuiltIns.ReportWriter(extension).Write([.. runs.Select(r => new ReportedRun(r, RunJudge.Judge(r)))]));
}
