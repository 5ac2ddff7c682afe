using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Joulemark.Reporting;
using Joulemark.Tests.Comparison.Gating;
using Joulemark.Tests.Reporting.Browser;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>The pages in a real browser, where there is one.</summary>
public sealed class HtmlReportBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Settled = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";

    // Of what the page's own scripts draw, every place that can be seen has a drawing.
    private const string Empty = "[...document.querySelectorAll('[data-chart]')].filter(e => !e.closest('details:not([open])') && !e.querySelector('svg path')).map(e => e.dataset.chart).join()";

    [Theory]
    [InlineData("quickstart", 8, false, 1200)]
    [InlineData("quickstart", 8, true, 390)]
    [InlineData("priced", 8, false, 390)]
    [InlineData("many", 1, false, 390)]
    [InlineData("many", 1, true, 1200)]
    [InlineData("invalid", 8, true, 1200)]
    [InlineData("hostile", 8, false, 1200)]
    public async Task Page_InChromium_DrawsWithoutAnErrorARequestOrAnOverflow(string kind, int charts, bool dark, int width)
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf(kind), dark, width);

        Assert.Equal(charts.ToString(System.Globalization.CultureInfo.InvariantCulture), (string?)await page.EvaluateAsync("document.body.dataset.drawn"));
        Assert.Equal("", (string?)await page.EvaluateAsync(Empty));
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => { d.open = true; })");
        await page.EvaluateAsync(Settled);
        Assert.Equal("", (string?)await page.EvaluateAsync(Empty));
        Assert.Equal(0, await page.OverflowAsync());
        Assert.Null(await page.EvaluateAsync("document.body.dataset.error ?? null"));
        Assert.Empty(page.Problems);
        Assert.Empty(page.Requests);
    }

    [Theory]
    [InlineData("quickstart", false)]
    [InlineData("quickstart", true)]
    [InlineData("priced", false)]
    [InlineData("priced", true)]
    [InlineData("many", false)]
    [InlineData("many", true)]
    [InlineData("invalid", false)]
    [InlineData("invalid", true)]
    public async Task Page_ForAScreenReader_BreaksNoRuleOfAxe(string kind, bool dark)
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf(kind), dark);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => { d.open = true; })");
        await page.EvaluateAsync(Settled);
        Assert.Empty(await page.AxeAsync());
    }

    [Fact]
    public async Task Keyboard_OpensARun_WhichIsDrawnThen()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("many"));
        Assert.Equal("1", (string?)await page.EvaluateAsync("document.body.dataset.drawn"));

        await page.EvaluateAsync("document.querySelector('#run-0 > summary').focus()");
        await page.PressAsync("Enter", 13, "\r");
        await page.EvaluateAsync(Settled);

        Assert.True((bool?)await page.EvaluateAsync("document.querySelector('#run-0').open"));
        Assert.True((int?)await page.EvaluateAsync("Number(document.body.dataset.drawn)") > 1);
        await page.EvaluateAsync("location.hash = '#run-1'");
        await page.EvaluateAsync(Settled);
        Assert.True((bool?)await page.EvaluateAsync("document.querySelector('#run-1').open"));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Validity_OfManyRuns_IsInSight_HoweverFarTheFiguresAreScrolled(int width)
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("many-priced"), width: width);
        Assert.Equal("", (string?)await page.EvaluateAsync("""
            [0, 9999].flatMap(left => [...document.querySelectorAll('.scroll:has(.verdict)')].flatMap(box => {
              box.scrollLeft = left;
              const [from, to] = [box.getBoundingClientRect().left, box.getBoundingClientRect().right];
              return [...box.querySelectorAll('.verdict')].map(v => v.getBoundingClientRect()).filter(v => v.left < from || v.right > to || v.width === 0);
            })).map(v => `${v.left} to ${v.right}`).join()
            """));
        Assert.True((int?)await page.EvaluateAsync("document.querySelectorAll('.verdict.no').length") > 0);
    }

    [Fact]
    public async Task LatencyPercentiles_OnAPhone_ShowAFigureWithoutScrolling()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("quickstart"), width: 390);
        Assert.Equal("", (string?)await page.EvaluateAsync("""
            (() => {
              const box = document.querySelector('[aria-label="Latency percentiles"]');
              const right = box.getBoundingClientRect().right;
              const names = [...box.querySelectorAll('tbody th')].filter(h => h.scrollWidth > h.clientWidth).map(h => h.textContent);
              return [...names, ...[...box.querySelectorAll('tbody tr')].map(r => r.querySelector('td').getBoundingClientRect().right).filter(r => r > right)].join();
            })()
            """));
    }

    [Fact]
    public async Task WhatMayScroll_IsReachedByTheKeyboard()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("quickstart"));
        Assert.Equal("", (string?)await page.EvaluateAsync("[...document.querySelectorAll('pre, .scroll')].filter(e => e.tabIndex !== 0 || !e.ariaLabel).map(e => e.outerHTML.slice(0, 80)).join()"));
    }

    [Fact]
    public async Task Pointer_OnAFigure_ReadsWhatTheTablesHave()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.Page(ReportSamples.TwoModels()));
        var shown = (JsonArray?)await page.EvaluateAsync("""
            ['speed', 'front', 'energy', 'channels'].map(name => {
              const element = document.querySelector(`[data-chart=${name}]`);
              const chart = report.drawn.get(element);
              const at = chart.getOption().series.findIndex(s => s.type === 'scatter' || s.type === 'bar');
              chart.dispatchAction({ type: 'showTip', seriesIndex: at, dataIndex: 0 });
              return [...element.querySelectorAll('div')].map(d => d.textContent).find(t => t.includes('95 %')) ?? '';
            })
            """);
        var cells = ((JsonArray?)await page.EvaluateAsync("[...document.querySelectorAll('table.figures tbody th')].filter(h => h.textContent === 'small').flatMap(h => [...h.closest('tr').querySelectorAll('td')]).map(c => c.title)"))!.Select(c => c!.GetValue<string>()).ToList();
        Assert.All(shown!, tip =>
        {
            var figures = Regex.Matches(tip!.GetValue<string>(), @"(?<value>[0-9.,]+ [^ (]+) \((?<interval>95 %: [^)]+)\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            Assert.NotEmpty(figures);
        });
        foreach (var tip in shown!.Take(3).SelectMany(t => Regex.Matches(t!.GetValue<string>(), @"(?<value>[0-9.,]+ (%|[a-zµJW/]+)) \((?<interval>95 %: [^)]+)\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => (Value: m.Groups["value"].Value, Interval: m.Groups["interval"].Value))))
            Assert.Contains(cells, c => c.Contains($"{tip.Value}, {tip.Interval};", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bands_OfConfigurations_HaveALetterThatTheKeyHas()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("quickstart"));
        Assert.Contains("A small", (string?)await page.EvaluateAsync("document.querySelector('.key').textContent"), StringComparison.Ordinal);
        var drawn = ((JsonArray?)await page.EvaluateAsync("[...document.querySelectorAll('[data-chart=power] text')].map(t => t.textContent)"))!.Select(t => t!.GetValue<string>()).ToList();
        Assert.Contains("A1", drawn);
        Assert.Contains("B3", drawn);
    }

    [Fact]
    public async Task Pointer_OnAMark_ReadsWhatHappened()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("invalid"));
        var shown = await page.EvaluateAsync("""
            (() => {
              const element = document.querySelector('[data-chart=power]');
              const chart = report.drawn.get(element);
              const at = chart.getOption().series[1].data.findIndex(p => p[0] > 48);
              chart.dispatchAction({ type: 'showTip', seriesIndex: 1, dataIndex: at });
              return element.textContent;
            })()
            """);
        Assert.Contains("others kept 29 % of the CPUs busy: <dotnet>", (string?)shown, StringComparison.Ordinal);
        Assert.Contains("small · window 1", (string?)shown, StringComparison.Ordinal);
        Assert.Contains("disturbances", (string?)await page.EvaluateAsync("document.querySelector('[data-chart=power]').previousElementSibling.textContent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinesOfPower_OfTheSumAndEachChannel_AreToldApartByColour()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("invalid"));
        Assert.True((bool?)await page.EvaluateAsync("new Set([...Array(7).keys()].map(report.channelColor)).size === 7 && ![...Array(7).keys()].some(i => ['#555555', '#bbbbbb'].includes(report.channelColor(i)))"));
    }

    [Fact]
    public async Task NetEnergy_BelowNothing_HasItsBar()
    {
        await using var page = await chromium.OpenAsync(HtmlReportWriterTests.Write(PowerRun.Make("run", [4, 4, 4]))); // 10 W idle
        Assert.True((bool?)await page.EvaluateAsync("[...document.querySelectorAll('[data-chart=energy] text')].some(t => t.textContent.startsWith('−'))"), "the axis ends at 0");
        Assert.Empty(page.Problems);
    }

    [Fact]
    public async Task Page_OfADay_IsDrawn()
    {
        await using var page = await chromium.OpenAsync(HugeReportTests.Page.Value);
        Assert.Equal("8", (string?)await page.EvaluateAsync("document.body.dataset.drawn"));
        Assert.Equal("", (string?)await page.EvaluateAsync(Empty));
        Assert.Empty(page.Problems);
        var points = (JsonArray?)await page.EvaluateAsync("report.data.runs[0].power.map(s => s.points.length)");
        Assert.All(points!, p => Assert.InRange(p!.GetValue<int>(), 1000, PowerTimeline.MostPoints));
    }
}
