using System.Net;
using System.Text;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Tests.Comparison.Sweeping;
using Joulemark.Tests.Reporting.Browser;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>The section of a sweep, as text and in a real browser.</summary>
public sealed class SweepReportTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly (int Load, int Watts, int Requests)[] Curve = [(1, 50, 20), (2, 60, 40), (4, 80, 80), (8, 100, 160), (16, 140, 168), (32, 160, 160), (64, 170, 150)];

    [Fact]
    public void Section_OfASweep_HasItsAnswerAndEveryPoint()
    {
        var run = Made();
        var page = Page(run);
        Assert.Contains("<h2>Sweep</h2>", page, StringComparison.Ordinal);
        Assert.Contains("the least energy per output token of the 4 of 7 points that meet ttft-p50 ≤ 18.0 ms for certain", page, StringComparison.Ordinal);
        Assert.Contains("<caption>Points of the sweep ", page, StringComparison.Ordinal);
        Assert.Contains("<h2>At which point to run</h2>", page, StringComparison.Ordinal);
        Assert.Contains("<p class=\"pick\"><strong>8</strong></p>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Which one to run", page, StringComparison.Ordinal); // by energy per request, and so perhaps another
        Assert.All(Curve, c => Assert.Contains($"<tr><th scope=\"row\">{c.Load}</th>", page, StringComparison.Ordinal));
        Assert.Contains(">dominated by 16</td>", page, StringComparison.Ordinal);
        Assert.Equal(1, page.Split("the least energy per output token of the 4 of 7 points").Length - 1); // said once
        Assert.Contains("BEST, knee", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Timeline_CountsTheWindowsThatItsMeanPowerIsOf()
    {
        var run = SweepRun.Make("run-1", [MadePoint.Of(1, 50, 20), MadePoint.Of(2, 60, 40)], new SweepRecord { Keys = ["load.concurrency"], Search = "least-energy" });
        Assert.Contains("6 measured windows; mean power in them: 1 50.0 W, 2 60.0 W", Page(run), StringComparison.Ordinal);
        var searched = run with { Windows = [.. run.Windows.Select(w => w with { IsTrial = w is { Stage: Stage.Window, Repeat: 1 } })] };
        Assert.Contains("4 measured windows; mean power in them: 1 50.0 W, 2 60.0 W", Page(searched), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfARunWithoutASweep_HasNoSectionOfIt()
    {
        var page = HtmlReportWriterTests.Write(SampleRun.Make());
        Assert.DoesNotContain("<h2>Sweep</h2>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Charts_InChromium_AreDrawnWithoutAnError()
    {
        await using var page = await chromium.OpenAsync(Page(Made()));
        var dom = await Dom(page);
        Assert.Empty(page.Problems);
        Assert.Empty(await page.AxeAsync());
        foreach (var chart in (string[])["sweepPower", "sweepLatency"])
        {
            var drawing = Drawing(dom, chart);
            Assert.Contains("<svg", drawing, StringComparison.Ordinal);
            Assert.Contains(">8 · best, knee</text>", drawing, StringComparison.Ordinal);
        }

        Assert.Contains(">limit</text>", Drawing(dom, "sweepLatency"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1200)]
    [InlineData(390)]
    public async Task Page_OfASweep_DoesNotScrollSideways(int width)
    {
        await using var page = await chromium.OpenAsync(Page(Made()), width: width);
        Assert.Equal(0, await page.OverflowAsync());
    }

    [Fact]
    public async Task Charts_OfSeveralSeriesWithHostileNames_AreDrawnAllTheSame()
    {
        var points = new[] { HtmlReportWriterTests.Hostile, "other" }.SelectMany(n => Curve.Select(c => MadePoint.Of(c.Load, c.Watts, c.Requests) with { Beside = [("server.model", n)] })).ToList();
        await using var page = await chromium.OpenAsync(Page(SweepRun.Make("run-1", points, SweepRun.Over("load.concurrency"))));
        var dom = await Dom(page);
        Assert.Empty(page.Problems);
        Assert.Contains("<svg", Drawing(dom, "sweepPower"), StringComparison.Ordinal);
    }

    [Fact]
    public void Charts_WithoutAValidPoint_AreLeftOutWithTheReason()
    {
        var run = Made();
        var page = Page(run with { Samples = [], Machine = run.Machine with { Channels = [] } });
        Assert.DoesNotContain("data-chart=\"sweepPower\"", page, StringComparison.Ordinal);
        Assert.Contains("This chart is left out: no valid point has both figures.", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("18ms", "Down and to the left is better. The upright line is the objective’s limit, 18.0 ms. A filled", "[0.018]", true)]
    [InlineData("5s", "Down and to the left is better. The objective’s limit, 5.00 s, is to the right of the chart. A filled", "[]", false)]
    [InlineData("5ms", "Down and to the left is better. The upright line is the objective’s limit, 5.00 ms. A filled", "[0.005]", true)] // to the left of every point
    public async Task Limit_IsDrawnWhereTheCaptionSaysSo(string limit, string caption, string limits, bool isDrawn)
    {
        var html = Page(Made(limit));
        Assert.Contains(caption, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains($"\"limits\":{limits}", html, StringComparison.Ordinal);
        await using var page = await chromium.OpenAsync(html);
        Assert.Equal(isDrawn, Drawing(await Dom(page), "sweepLatency").Contains(">limit</text>", StringComparison.Ordinal));
        Assert.True((bool?)await page.EvaluateAsync("""
            (() => {
              const chart = document.querySelector('[data-chart=sweepLatency]');
              const line = [...chart.querySelectorAll('text')].find(t => t.textContent === 'limit');
              const [box, label] = [chart.getBoundingClientRect(), line?.getBoundingClientRect()];
              return !line || (label.left > box.left + 60 && label.left < box.right - 20);
            })()
            """)); // within the axes
    }

    [Fact]
    public void Table_HasTheLatencyThatTheObjectiveIsOf()
    {
        var run = SweepRun.Make("run-1", [.. Curve.Select(c => MadePoint.Of(c.Load, c.Watts, c.Requests))], SweepRun.Over("load.concurrency"), ("objectives.ttft-p95", "18ms"), ("objectives.e2e-p90", "2s"));
        var page = Page(run);
        var table = page[page.IndexOf("<caption>Latency, efficiency, accuracy ", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("</thead>", StringComparison.Ordinal)];
        Assert.Contains("<th scope=\"col\">TTFT p95</th>", table, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\">E2E p90</th>", table, StringComparison.Ordinal);
        var markdown = Encoding.UTF8.GetString(BuiltIns.ReportWriter(".md").Write([new ReportedRun(run, RunJudge.Judge(run))]));
        Assert.Matches(@"(?m)^\| load\.concurrency \| .* \| (TTFT p95 \| E2E p90|E2E p90 \| TTFT p95) \|$", markdown);
        Assert.Matches(@"(?m)^\| configuration \| .* \| tokens/s \| E2E p90 \| TTFT p95 \| TTFT p50 \|", markdown);
    }

    [Fact]
    public void Points_OfARunThatWasInterrupted_AreNotValid_InAnyOutput()
    {
        var made = Made();
        var run = made with { Header = made.Header with { Status = RunStatus.Interrupted } };
        var result = RunJudge.Judge(run);
        Assert.All(result.Sweep!.Series[0].Points, p => Assert.Equal(RecordedPoint.Judge(run, p.Configuration, result.Configurations[p.Configuration]).Reasons, p.Validity.Reasons));
        Assert.All(result.Sweep.Series[0].Points, p => Assert.Contains(p.Validity.Reasons, r => r.Code == "interrupted"));
        foreach (var extension in (string[])[".html", ".md"])
            Assert.Contains("No point is valid, so that nothing is chosen", Encoding.UTF8.GetString(BuiltIns.ReportWriter(extension).Write([new ReportedRun(run, result)])), StringComparison.Ordinal);
        Assert.DoesNotContain("BEST", HtmlReportWriter.Write(run, result), StringComparison.Ordinal);
    }

    [Fact]
    public void Curves_ThatAreSeveral_AreHeldAgainstEachOther()
    {
        var points = new[] { "a", "b" }.SelectMany(n => Curve.Select(c => MadePoint.Of(c.Load, c.Watts, c.Requests) with { Beside = [("server.model", n)] })).ToList();
        var page = Page(SweepRun.Make("run-1", points, SweepRun.Over("load.concurrency")));
        Assert.Contains("<h2>Which one to run</h2>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("At which point to run", page, StringComparison.Ordinal);
        Assert.Equal(1, page.Split("<caption>Points of the sweep ").Length - 1);
    }

    private static async Task<string> Dom(BrowserPage page) => (string)(await page.EvaluateAsync("document.documentElement.outerHTML"))!;

    private static RunRecord Made(string limit = "18ms") =>
        SweepRun.Make("run-1", [.. Curve.Select(c => MadePoint.Of(c.Load, c.Watts, c.Requests) with { Ttft = 0.01 + (0.0005 * c.Load * c.Load / 8) })], SweepRun.Over("load.concurrency"), ("objectives.ttft-p50", limit));

    private static string Page(RunRecord run) => HtmlReportWriter.Write(run, RunJudge.Judge(run));

    /// <summary>What was drawn in a chart's place, up to its note.</summary>
    private static string Drawing(string dom, string chart)
    {
        var start = dom.IndexOf($"data-chart=\"{chart}\"", StringComparison.Ordinal);
        Assert.True(start >= 0, $"there is no chart {chart}");
        return dom[start..dom.IndexOf("</figure>", start, StringComparison.Ordinal)];
    }
}
