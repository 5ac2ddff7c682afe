using System.Text.Json.Nodes;
using Joulemark.Reporting;
using Joulemark.Tests.Reporting.Browser;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>The pages in a real browser, where there is one.</summary>
public sealed class HtmlReportBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Settled = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";

    // Of what the page's own scripts draw, every place that can be seen has a drawing.
    private const string Empty = "[...document.querySelectorAll('[data-chart]')].filter(e => !e.closest('details:not([open])') && !e.querySelector('svg path')).map(e => e.dataset.chart).join()";

    /// <summary>A quickstart-like report, a report of many runs with a history, and one of a run that is not valid.</summary>
    private static string Page(string kind) => kind switch
    {
        "quickstart" => ReportSamples.Page(HtmlReportWriterTests.Modelled(ReportSamples.TwoModels())),
        "many" => HtmlReportWriter.Write([.. ReportSamples.Days(1, 1.01, 0.99, 1, 1.02, 1.3, 1.31, 1.29, 1.3, 1.32), ReportSamples.Day(ReportSamples.Invalid(), 11, 1)]),
        "hostile" => HtmlReportWriterTests.Write(HtmlReportWriterTests.Renamed(SampleRun.Make(), HtmlReportWriterTests.Hostile)),
        _ => ReportSamples.Page(ReportSamples.Invalid()),
    };

    [Theory]
    [InlineData("quickstart", 8, false, 1200)]
    [InlineData("quickstart", 8, true, 390)]
    [InlineData("many", 1, false, 390)]
    [InlineData("many", 1, true, 1200)]
    [InlineData("invalid", 8, true, 1200)]
    [InlineData("hostile", 8, false, 1200)]
    public async Task Page_InChromium_DrawsWithoutAnErrorARequestOrAnOverflow(string kind, int charts, bool dark, int width)
    {
        await using var page = await chromium.OpenAsync(Page(kind), dark, width);

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
    [InlineData("many", false)]
    [InlineData("many", true)]
    [InlineData("invalid", false)]
    [InlineData("invalid", true)]
    public async Task Page_ForAScreenReader_BreaksNoRuleOfAxe(string kind, bool dark)
    {
        await using var page = await chromium.OpenAsync(Page(kind), dark);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => { d.open = true; })");
        await page.EvaluateAsync(Settled);
        Assert.Empty(await page.AxeAsync());
    }

    [Fact]
    public async Task Keyboard_OpensARun_WhichIsDrawnThen()
    {
        await using var page = await chromium.OpenAsync(Page("many"));
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

    [Fact]
    public async Task Price_OfAKilowattHour_GivesTheCostOfAThousandRequests()
    {
        await using var page = await chromium.OpenAsync(Page("quickstart"));
        const string costs = "[...document.querySelectorAll('td.cost')].filter(c => !c.hidden).map(c => c.textContent).join()";
        Assert.Equal("", (string?)await page.EvaluateAsync(costs)); // nobody's price is made up

        await page.EvaluateAsync("{ const i = document.querySelector('.price input'); i.value = '0.30'; i.dispatchEvent(new Event('input')); }");

        // 30 J and 90 J a request: 8.33 and 25 Wh a thousand.
        Assert.Equal("cost per 1,000,0.0025,0.0075", (string?)await page.EvaluateAsync(costs.Replace("td.cost", ".cost", StringComparison.Ordinal)));

        await page.EvaluateAsync("{ const i = document.querySelector('.price input'); i.value = '0.00003'; i.dispatchEvent(new Event('input')); }");
        Assert.Equal("cost per 1,000,000,0.00025,0.00075", (string?)await page.EvaluateAsync(costs.Replace("td.cost", ".cost", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Print_IsBlackOnWhite_FromADarkScreenToo()
    {
        await using var page = await chromium.OpenAsync(Page("quickstart"), dark: true);
        var pdf = await page.PrintAsync();
        Assert.Equal("%PDF"u8.ToArray(), pdf[..4]);
        Assert.InRange(pdf.Length, 20_000, 5_000_000);
        Assert.Empty(page.Problems);
        Assert.True((bool?)await page.EvaluateAsync("""
            [...document.styleSheets[0].cssRules].some(r => r.conditionText === 'print' && [...r.cssRules].some(s => s.selectorText === ':root' && s.style.getPropertyValue('--page') === '#ffffff'))
            """));
    }

    [Fact]
    public async Task Paper_HoldsEveryChart_AndTheEnvironmentThatAScreenFolds()
    {
        await using var page = await chromium.OpenAsync(Page("quickstart"));
        await page.LayOutForPaperAsync();

        Assert.Equal("", (string?)await page.EvaluateAsync("""
            [...document.querySelectorAll('[data-chart]')].filter(e => !e.closest('details:not([open])') && e.querySelector('svg').getBoundingClientRect().right > e.closest('figure').getBoundingClientRect().right)
              .map(e => e.dataset.chart).join()
            """));
        Assert.Equal("", (string?)await page.EvaluateAsync("[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 718 && !e.closest('details:not([open])')).map(e => `${e.tagName}.${e.className}`).join()"));
        Assert.True((bool?)await page.EvaluateAsync("[...document.querySelectorAll('.environment-facts dd, .repeat pre')].every(e => e.checkVisibility({ contentVisibilityAuto: true }) && e.offsetHeight > 0)"));
    }

    [Fact]
    public async Task Pointer_OnAMark_ReadsWhatHappened()
    {
        await using var page = await chromium.OpenAsync(Page("invalid"));
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
        await using var page = await chromium.OpenAsync(Page("invalid"));
        Assert.True((bool?)await page.EvaluateAsync("new Set([...Array(7).keys()].map(report.channelColor)).size === 7 && ![...Array(7).keys()].some(i => ['#555555', '#bbbbbb'].includes(report.channelColor(i)))"));
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
