using System.Net;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Tests.Comparison.Sweeping;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>What the points of a sweep cost that went on in several runs.</summary>
public sealed class PricedRunTests
{
    private static readonly RecommendationOptions Asked = new() { Tariff = 0.3 };

    [Fact]
    public void Points_ArePricedByTheWindowsThatTheirFiguresAreOf()
    {
        var run = Resumed();
        var result = RunJudge.Judge(run);
        var points = result.Sweep!.Series[0].Points;
        Assert.Equal([("1", "run-1"), ("2", "run-2"), ("4", "run-1")], points.Select(p => (p.Configuration, p.Run)));

        var priced = PricedRun.Of(run, result, new AnalysedRuns(), Asked);
        Near([50 * 4 / 20.0, 60 * 4 / 40.0, 60 * 4 / 100.0], [.. points.Select(p => priced.Of(p)!.Cost!.Value!.Value / 0.3 * Energy.JoulesPerKilowattHour / 1000)]);
        Assert.All(points, p => Assert.NotNull(priced.Of(p)!.Cost!.Lower));
        Near([120 * 4 / 100.0], [priced.Works["4"].WattHours.Value!.Value * Energy.JoulesPerWattHour / 1000]); // the last run's own, of its one window

        var page = WebUtility.HtmlDecode(HtmlReportWriter.Write(run, result, prices: Asked));
        var table = page[page.IndexOf("<caption>Points of the sweep ", StringComparison.Ordinal)..];
        var row = table[table.IndexOf("<th scope=\"row\">4</th>", StringComparison.Ordinal)..];
        row = row[..row.IndexOf("</tr>", StringComparison.Ordinal)];
        Assert.Contains("\"cost\" data-wh=\"0.666", row, StringComparison.Ordinal);
        Assert.Contains(">0.200<", row, StringComparison.Ordinal); // of a million requests
        Assert.DoesNotContain("no interval", row, StringComparison.Ordinal);
    }

    [Fact]
    public void Points_OfAnEarlierRunWithoutEnergy_HaveNoPrice()
    {
        var run = Resumed();
        run = run with { Earlier = [run.Earlier[0] with { Samples = [], Machine = run.Machine with { Channels = [] } }] };
        var result = RunJudge.Judge(run);
        var priced = PricedRun.Of(run, result, new AnalysedRuns(), Asked);
        Assert.Equal([true, false, true], result.Sweep!.Series[0].Points.Select(p => priced.Of(p) is null));
    }

    /// <summary>A sweep with two points whole, and a run that went on from it and was cut off when it measured one of them again.</summary>
    private static RunRecord Resumed()
    {
        var first = SweepRun.Make("run-1", [MadePoint.Of(1, 50, 20), MadePoint.Of(4, 60, 100)], SweepRun.Over("load.concurrency"));
        var last = SweepRun.Make("run-2", [MadePoint.Of(2, 60, 40), MadePoint.Of(4, 120, 100)], SweepRun.Over("load.concurrency"));
        return last with
        {
            Header = last.Header with { Status = RunStatus.Interrupted },
            Windows = [.. last.Windows.Where(w => w.Configuration != "4" || w.Repeat == 1)],
            Events = [],
            Earlier = [first with { ContinuedBy = "run-2" }],
        };
    }

    private static void Near(IReadOnlyList<double> expected, IReadOnlyList<double> found) => Assert.All(expected.Zip(found), p => Assert.Equal(p.First, p.Second, p.First * 0.01));
}
