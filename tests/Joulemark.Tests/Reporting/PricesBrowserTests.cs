using Joulemark.Comparison.Recommending;
using Joulemark.Tests.Reporting.Browser;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>The prices of a page, as a reader types them in a real browser.</summary>
public sealed class PricesBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Prices_ThatAReaderTypes_GiveCostsAndEmissions_AndWhatTheyRestOn()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("quickstart"));
        Assert.Equal("", await ShownAsync(page, "cost")); // nobody's price is made up
        Assert.StartsWith("–", await TileAsync(page), StringComparison.Ordinal);
        var energy = await EnergyAsync(page);
        Assert.Matches(@"^energy of 1,000 requests.*: 8\.33 Wh95 %: 8\.\d+ to 8\.\d+ Wh$", energy);

        // 30 J and 90 J a request: 8.33 and 25 Wh a thousand.
        await TypeAsync(page, ("tariff", "0.30"));
        Assert.Equal("cost per 1,000: 0.00250, 0.00750", await ShownAsync(page, "cost"));
        Assert.StartsWith("0.0025095 %: 0.0", await TileAsync(page), StringComparison.Ordinal);
        Assert.Equal(energy, await EnergyAsync(page));
        Assert.Equal("", await ShownAsync(page, "carbon"));
        Assert.Contains("At 0.3 a kilowatt-hour, PUE 1;", await AskedAsync(page), StringComparison.Ordinal);

        await TypeAsync(page, ("tariff", "0.00003"));
        Assert.Equal("cost per 1,000,000: 0.000250, 0.000750", await ShownAsync(page, "cost"));
        Assert.Equal(energy!.Replace("1,000", "1,000,000", StringComparison.Ordinal).Replace("Wh", "kWh", StringComparison.Ordinal), await EnergyAsync(page)); // all tiles are of one base

        // A request of either keeps the hardware for a second.
        await TypeAsync(page, ("tariff", "0.30"), ("pue", "1.2"), ("hour", "3.6"), ("intensity", "360"));
        Assert.Equal("cost per 1,000: 1.00, 1.01", await ShownAsync(page, "cost"));
        Assert.Equal("gCO2e per 1,000: 3.60, 10.8", await ShownAsync(page, "carbon"));
        Assert.Equal("1.00no interval here", await TileAsync(page)); // energies alone do not give it
        Assert.Contains("joulemark report 20260101T000000Z-sample-0000 --tariff 0.3 --pue 1.2 --hardware-cost-per-hour 3.6.", await NoteAsync(page, "hourly"), StringComparison.Ordinal);

        await TypeAsync(page, ("tariff", ""), ("pue", ""), ("hour", ""), ("intensity", ""));
        Assert.Equal("", await ShownAsync(page, "cost") + await ShownAsync(page, "carbon") + await NoteAsync(page, "hourly") + await NoteAsync(page, "asked"));
        Assert.StartsWith("No cost is given", await NoteAsync(page, "unasked"), StringComparison.Ordinal);
        Assert.Empty(page.Problems);
    }

    /// <summary>As the command line refuses them; what is wrong is said at the field, and not that no price was given.</summary>
    [Theory]
    [InlineData("pue", "0.5", "it must be at least 1")]
    [InlineData("tariff", "0", "it must be above 0")]
    [InlineData("tariff", "-1", "it must be above 0")]
    [InlineData("intensity", "-1", "it must be above 0")]
    [InlineData("pue", "101", "it must be at most 100")]
    [InlineData("tariff", "2000000000000", "it must be at most 1000000000000")]
    public async Task Price_ThatIsNone_IsSaidAtItsField_AndNothingIsWorkedOut(string name, string value, string what)
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("quickstart"));
        await TypeAsync(page, ("tariff", "0.3"), ("intensity", "360"));
        Assert.Equal("", await WrongAsync(page));

        await TypeAsync(page, (name, value));
        Assert.Equal($"{name}: {what}", await WrongAsync(page));
        Assert.Equal("", await ShownAsync(page, "cost") + await ShownAsync(page, "carbon") + await NoteAsync(page, "asked") + await NoteAsync(page, "unasked"));
        Assert.Equal("–a price is wrong", await TileAsync(page));
        Assert.Empty(await page.AxeAsync());

        await TypeAsync(page, (name, "2"));
        Assert.Equal("", await WrongAsync(page));
        Assert.StartsWith("cost per 1,000: 0.0", await ShownAsync(page, "cost"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Price_OfLetters_AndOfHardwareAlone_AreSaidAtTheirFields()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("quickstart"));
        await TypeAsync(page, ("hour", "2.5"));
        Assert.Equal("hour: it needs the price of a kilowatt-hour beside it", await WrongAsync(page));

        await TypeAsync(page, ("hour", ""));
        await page.EvaluateAsync("document.querySelector('.prices [name=tariff]').focus()");
        await page.PressAsync("e", 69, "e"); // of letters, a browser takes this one, and gives no number
        Assert.Equal("tariff: it must be a number", await WrongAsync(page));
        Assert.Equal("", await NoteAsync(page, "unasked"));
    }

    [Fact]
    public async Task Prices_ThatThePageWasMadeWith_AreTyped_AndWorkedOutTheSame()
    {
        var prices = new RecommendationOptions { Tariff = 0.3, Pue = 1.2, Intensity = 360, IntensitySource = "a table of 2024" };
        await using var page = await chromium.OpenAsync(ReportSamples.Page(ReportSamples.TwoModels(), prices));
        const string cells = "[...document.querySelectorAll('[data-priced]')].map(c => c.textContent).join('; ')";
        var written = (string?)await page.EvaluateAsync(cells);
        Assert.Equal("cost per 1,000: 0.00300, 0.00900", await ShownAsync(page, "cost"));
        Assert.Contains("360 gCO2e a kilowatt-hour (a table of 2024)", await AskedAsync(page), StringComparison.Ordinal);

        await TypeAsync(page); // the script, from the same prices
        Assert.Equal(written, (string?)await page.EvaluateAsync(cells));
        Assert.Contains("360 gCO2e a kilowatt-hour (a table of 2024)", await AskedAsync(page), StringComparison.Ordinal);
        await TypeAsync(page, ("intensity", "100"));
        Assert.DoesNotContain("a table of 2024", await AskedAsync(page), StringComparison.Ordinal); // it is the reader's now
    }

    private static async Task TypeAsync(BrowserPage page, params (string Name, string Value)[] values)
    {
        foreach (var (name, value) in values)
            await page.EvaluateAsync($"document.querySelector('.prices [name={name}]').value = '{value}'; true");
        await page.EvaluateAsync("document.querySelector('.prices').dispatchEvent(new Event('input')); true");
    }

    /// <summary>What can be seen of a column of the table: its heading and its figures.</summary>
    private static async Task<string?> ShownAsync(BrowserPage page, string kind) => (string?)await page.EvaluateAsync($$"""
        (() => {
          const heading = document.querySelector('th[data-heading={{kind}}]');
          const cells = [...document.querySelectorAll('td[data-priced={{kind}}]')].filter(c => c.checkVisibility()).map(c => c.firstChild.textContent);
          return heading.checkVisibility() ? `${heading.textContent}: ${cells.join(', ')}` : cells.join();
        })()
        """);

    private static async Task<string> TileAsync(BrowserPage page) => (string)(await page.EvaluateAsync("document.querySelector('dd[data-priced=cost]').textContent"))!;

    private static async Task<string?> EnergyAsync(BrowserPage page) => (string?)await page.EvaluateAsync("(d => `${d.previousElementSibling.textContent}: ${d.textContent}`)(document.querySelector('dd[data-priced=energy]'))");

    /// <summary>What can be seen of a note.</summary>
    private static async Task<string?> NoteAsync(BrowserPage page, string name) => (string?)await page.EvaluateAsync($"(n => n.checkVisibility() ? n.textContent.replace(/\\s+/g, ' ') : '')(document.querySelector('[data-{name}]'))");

    /// <summary>The fields that are marked, with what is said of them.</summary>
    private static async Task<string?> WrongAsync(BrowserPage page) => (string?)await page.EvaluateAsync("""
        [...document.querySelectorAll('.prices input')].filter(i => i.getAttribute('aria-invalid') === 'true')
          .map(i => `${i.name}: ${document.getElementById(i.getAttribute('aria-describedby')).textContent}`).join()
        """);

    private static async Task<string> AskedAsync(BrowserPage page) => (string)(await page.EvaluateAsync("document.querySelector('[data-asked]').textContent"))!;
}
