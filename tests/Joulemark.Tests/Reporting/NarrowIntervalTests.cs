using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Joulemark.Reporting;
using Joulemark.Tests.Reporting.Browser;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>An interval that is narrower than the usual digits does not read as an exact figure.</summary>
public sealed class NarrowIntervalTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(676, 675.8, 676.3, "tokens/s", "675.8 to 676.3 tokens/s", "± 0.04 %")]
    [InlineData(0.5, 0.49998, 0.50002, "1", "49.998 to 50.002 %", "± 0.004 %")]
    [InlineData(0.0301, 0.0300999, 0.0301001, "s", "30.0999 to 30.1001 ms", "± 0.0003 %")]
    [InlineData(676, 676, 676, "tokens/s", "676 to 676 tokens/s", "± 0.0 %")] // it has no width
    [InlineData(0.1, 0.1, 0.10000000000000009, "s", "100 to 100 ms", "± 0.0 %")] // nothing but the noise of floating-point numbers
    [InlineData(30, 29, 31, "J/request", "29.0 to 31.0 J/request", "± 3.3 %")]
    [InlineData(123_456, 123_400, 123_490, "tokens/s", "123,400 to 123,500 tokens/s", "± 0.05 %")]
    public void Ends_AreToldApart(double value, double lower, double upper, string unit, string range, string spread)
    {
        var estimate = new Estimate { Value = value, Lower = lower, Upper = upper, Unit = unit, Method = "test", N = 3 };
        Assert.Equal((range, spread), (Figures.Range(estimate), Figures.Spread(estimate)));
    }

    [Fact]
    public void Ratio_HasTheDigitsItNeeds() =>
        Assert.Equal("0.20 (0.1998 to 0.2002)", Alternative.Ratio(new Estimate { Value = 0.2, Lower = 0.1998, Upper = 0.2002, Unit = "1", Method = "test" }));

    [Fact]
    public async Task Prices_OnThePage_AreWorkedOutWithTheSameDigits()
    {
        // Energies with intervals of a ten-thousandth: the script, from the same prices, writes what the page was written with.
        var run = ReportSamples.TwoModels();
        run = run with { Windows = [.. run.Windows.Select(w => w with { End = w.End + TimeSpan.FromMilliseconds(w.Repeat) })] };
        await using var page = await chromium.OpenAsync(ReportSamples.Page(run, new() { Tariff = 0.3, Intensity = 360 }));
        const string cells = "[...document.querySelectorAll('[data-priced]')].map(c => c.textContent).join('; ')";
        var written = (string?)await page.EvaluateAsync(cells);
        Assert.DoesNotMatch(@"(?<end>[0-9][0-9.,]*) to \k<end>(?![0-9])", written);
        await page.EvaluateAsync("document.querySelector('.prices').dispatchEvent(new Event('input')); true");
        Assert.Equal(written, (string?)await page.EvaluateAsync(cells));
        Assert.Empty(page.Problems);
    }
}
