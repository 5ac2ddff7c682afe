using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>The page in a real browser, where there is one.</summary>
public sealed class HtmlReportBrowserTests
{
    [Fact]
    public async Task Page_InChromium_DrawsAllChartsWithoutAnError()
    {
        var dom = await Dom(HtmlReportWriterTests.Write(HtmlReportWriterTests.Modelled(SampleRun.Make())));
        Assert.DoesNotContain("data-error", Body(dom), StringComparison.Ordinal);
        Assert.Contains("data-drawn=\"5\"", Body(dom), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WithAHostileName_DrawsAllTheSame()
    {
        var run = SampleRun.Make();
        var dom = await Dom(HtmlReportWriterTests.Write(HtmlReportWriterTests.Renamed(run, HtmlReportWriterTests.Hostile)));
        Assert.DoesNotContain("data-error", Body(dom), StringComparison.Ordinal);
        Assert.Contains("data-drawn=\"5\"", Body(dom), StringComparison.Ordinal);
    }

    internal static string Body(string dom)
    {
        var start = dom.IndexOf("<body", StringComparison.Ordinal);
        return dom[start..dom.IndexOf('>', start)];
    }

    internal static async Task<string> Dom(string page) => (await Chromium.OpenAsync(page)).Dom;
}
