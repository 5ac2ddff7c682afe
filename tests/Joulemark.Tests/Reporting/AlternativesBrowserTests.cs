using Joulemark.Tests.Reporting.Browser;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>What speaks for another configuration at the page's prices is not said at a reader's, on screen and on paper.</summary>
public sealed class AlternativesBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Money_IsSaidAtThePagesOwnPricesOnly()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.Page(ReportSamples.SlowAndQuick(), new() { Tariff = 0.3, HardwareCostPerHour = 3.6 }));
        Assert.Contains("If money matters more: large qualifies", await SeenAsync(page), StringComparison.Ordinal);
        Assert.Contains("If right answers matter more", await SeenAsync(page), StringComparison.Ordinal);

        await TypeAsync(page, "hour", "0.0001"); // at which the pick costs the least itself
        Assert.DoesNotContain("If money", await SeenAsync(page), StringComparison.Ordinal);
        Assert.Contains("If right answers matter more", await SeenAsync(page), StringComparison.Ordinal);
        await page.LayOutForPaperAsync();
        Assert.DoesNotContain("If money", await SeenAsync(page), StringComparison.Ordinal);

        await TypeAsync(page, "hour", "3.6");
        Assert.Contains("If money matters more: large qualifies", await SeenAsync(page), StringComparison.Ordinal);
        Assert.Empty(page.Problems);
    }

    private static async Task<string> SeenAsync(BrowserPage page) => (string)(await page.EvaluateAsync("document.querySelector('.answer').innerText"))!;

    private static async Task TypeAsync(BrowserPage page, string name, string value) =>
        await page.EvaluateAsync($"document.querySelector('.prices [name={name}]').value = '{value}'; document.querySelector('.prices').dispatchEvent(new Event('input')); true");
}
