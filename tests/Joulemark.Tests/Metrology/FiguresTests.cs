using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Xunit;

namespace Joulemark.Tests.Metrology;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.000217, 0.000021, 0.000413, "J/token", "217 µJ/token", "21.0 to 413 µJ/token")]
    [InlineData(1234.4, 1200, 1300, "tokens/s", "1234 tokens/s", "1200 to 1300 tokens/s")]
    [InlineData(630_726_505, 154_370_851, 1_107_082_159, "1/kWh", "630,727,000 1/kWh", "154,371,000 to 1,107,082,000 1/kWh")]
    [InlineData(0.748, 0.708, 0.784, "1", "74.8 %", "70.8 to 78.4 %")]
    [InlineData(0.05, 0.04, 0.06, "s", "50.0 ms", "40.0 to 60.0 ms")]
    [InlineData(0.000114, -0.0000214, 0.00025, "s", "114 µs", "−21.4 to 250 µs")]
    [InlineData(0.886, 0.4, 1.2, "s", "886 ms", "400 to 1200 ms")] // a value that is something keeps its prefix
    [InlineData(0, -0.00118, 0.00118, "s", "0.00 ms", "−1.18 to 1.18 ms")] // an interval is not rounded away
    [InlineData(0.0000001, 0, 0.0048, "J", "0.10 µJ", "0.00 to 4.80 mJ")] // nor is a value in an interval's prefix
    [InlineData(0.003985, 4e-9, 3648, "s", "3.99 ms", "0.00 to 3.65 ks")]
    [InlineData(5, -0.001, 10, "tokens/s", "5.00 tokens/s", "0.00 to 10.0 tokens/s")] // what is rounded to nothing has no sign
    [InlineData(-0.00001, -0.02, 0.02, "1", "0.0 %", "−2.0 to 2.0 %")]
    public void Estimate_InItsUnit_ReadsWithOnePrefixForValueAndInterval(double value, double lower, double upper, string unit, string text, string range)
    {
        var estimate = new Estimate { Value = value, Lower = lower, Upper = upper, Unit = unit, Method = "test" };
        Assert.Equal((text, range), (Figures.Value(estimate), Figures.Range(estimate)));
    }

    [Fact]
    public void Estimate_WithoutValue_IsADash()
    {
        var missing = new Estimate { Unit = "J", Method = "test" };
        Assert.Equal(("–", null), (Figures.Value(missing), Figures.Range(missing)));
        Assert.Equal("–", Figures.WithInterval(missing));
    }

    /// <summary>What is shown is never narrower than the interval on either side.</summary>
    [Theory]
    [InlineData(100.0, 90.0, 110.0, "± 10.0 %")]
    [InlineData(100.0, 90.0, 112.0, "± 12.0 %")]
    [InlineData(5.0, 3.6, 8.4, "−28.0 +68.0 %")]
    [InlineData(1.0, 0.0, 2.6, "−100.0 +160.0 %")]
    [InlineData(1.0, 0.0, 3.0, "−100.0 +200.0 %")]
    [InlineData(0.0146, 0.00005, 3.43, null)] // nobody reads +23381.5 %
    [InlineData(0.00149, 0.0, 0.00572, null)]
    [InlineData(1.0, -1.5, 3.5, null)]
    [InlineData(2.0, 0.0, 4.2, "−100.0 +110.0 %")] // ends at 0: ± 110 % would go below
    [InlineData(-2.0, -4.2, 0.0, "−110.0 +100.0 %")]
    [InlineData(2.0, -0.2, 4.2, "± 110.0 %")] // does go below
    [InlineData(2.0, 0.0, 4.0, "± 100.0 %")]
    [InlineData(-2.0, -2.2, -1.8, "± 10.0 %")]
    [InlineData(1.0, 0.9999, 1.00003, "± 0.01 %")]
    [InlineData(0.0, -1.0, 1.0, null)]
    [InlineData(1.0, null, null, null)]
    public void Spread_IsOneNumber_OrTwoWhereTheIntervalLeans(double value, double? lower, double? upper, string? text) =>
        Assert.Equal(text, Figures.Spread(new Estimate { Value = value, Lower = lower, Upper = upper, Unit = "J", Method = "" }));

    [Theory]
    [InlineData(0.0146, 0.00005, 3.43, "14.6 ms (0.05 to 3430 ms)")]
    [InlineData(0.0146, 0.0140, 0.0152, "14.6 ms ± 4.1 %")]
    public void Interval_ThatNoPercentageTells_HasItsEnds(double value, double lower, double upper, string text) =>
        Assert.Equal(text, Figures.WithInterval(new Estimate { Value = value, Lower = lower, Upper = upper, Unit = "s", Method = "" }));

    [Theory]
    [InlineData(0.0426, 0.0388, 0.0464, "samples/J", "0.0426 samples/J", "0.0388 to 0.0464 samples/J")]
    [InlineData(0.00152, 0.0, 0.0031, "requests/s", "0.00152 requests/s", "0.00000 to 0.00310 requests/s")]
    [InlineData(0.04, 0.03, 0.05, "s", "40.0 ms", "30.0 to 50.0 ms")] // a prefix does it
    public void SmallFigure_WithoutAPrefix_KeepsItsDigits(double value, double lower, double upper, string unit, string text, string range)
    {
        var estimate = new Estimate { Value = value, Lower = lower, Upper = upper, Unit = unit, Method = "" };
        Assert.Equal((text, range), (Figures.Value(estimate), Figures.Range(estimate)));
    }

    [Theory]
    [InlineData(0.1234, "12.3 %")]
    [InlineData(1.99, "199.0 %")]
    [InlineData(179.32, "180 ×")]
    public void Increase_ThatNoPercentageTells_IsAFactor(double share, string text) => Assert.Equal(text, Figures.Increase(share));

    [Theory]
    [InlineData(1.92e-10, "0.000192 ± 5.0 %", "1,000,000 runs")]
    [InlineData(0.0025, "0.00250 ± 5.0 %", "one run")]
    public void Price_OfACommandThatCostsNextToNothing_IsOfManyRuns(double price, string text, string work)
    {
        var (shown, of) = PriceScale.OfRuns(new Estimate { Value = price, Lower = price * 0.95, Upper = price * 1.05, Unit = "currency/run", Method = "" });
        Assert.Equal((text, work), (PriceScale.OneRun.WithInterval(shown), of));
    }

    [Fact]
    public void Nothing_WithAnInterval_HasIt() =>
        Assert.Equal("0.00 mJ (−1.00 to 2.00 mJ)", Figures.WithInterval(new Estimate { Value = 0, Lower = -0.001, Upper = 0.002, Unit = "J/request", Method = "" }));

    [Theory]
    [InlineData("J/token", "217 µJ")]
    [InlineData("tokens/s", "0.000217")]
    [InlineData("1", "0.0 %")]
    public void Short_LeavesOutWhatAHeadingSays(string unit, string text) =>
        Assert.Equal(text, Figures.Short(new Estimate { Value = 0.000217, Unit = unit, Method = "" }));
}
