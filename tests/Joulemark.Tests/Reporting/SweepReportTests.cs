using Joulemark.Analysis;
using Joulemark.Comparison.Sweeping;
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
        Assert.Contains("<caption>Points of the sweep</caption>", page, StringComparison.Ordinal);
        Assert.All(Curve, c => Assert.Contains($"<tr><th scope=\"row\">{c.Load}</th>", page, StringComparison.Ordinal));
        Assert.Contains(">dominated by 16</td>", page, StringComparison.Ordinal);
        Assert.Contains("BEST, knee", page, StringComparison.Ordinal);
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

    private static async Task<string> Dom(BrowserPage page) => (string)(await page.EvaluateAsync("document.documentElement.outerHTML"))!;

    private static RunRecord Made() =>
        SweepRun.Make("run-1", [.. Curve.Select(c => MadePoint.Of(c.Load, c.Watts, c.Requests) with { Ttft = 0.01 + (0.0005 * c.Load * c.Load / 8) })], SweepRun.Over("load.concurrency"), ("objectives.ttft-p50", "18ms"));

    private static string Page(RunRecord run) => HtmlReportWriter.Write(run, RunAnalyzer.Analyze(run));

    /// <summary>What was drawn in a chart's place, up to its note.</summary>
    private static string Drawing(string dom, string chart)
    {
        var start = dom.IndexOf($"data-chart=\"{chart}\"", StringComparison.Ordinal);
        Assert.True(start >= 0, $"there is no chart {chart}");
        return dom[start..dom.IndexOf("</figure>", start, StringComparison.Ordinal)];
    }
}
