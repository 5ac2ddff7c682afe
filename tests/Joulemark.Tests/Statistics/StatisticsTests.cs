using CsCheck;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Statistics;

public sealed class StatisticsTests
{
    // Student's t, two-sided 95 % and 99 %: NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2.
    [Theory]
    [InlineData(0.975, 1, 12.706)]
    [InlineData(0.975, 2, 4.303)]
    [InlineData(0.975, 3, 3.182)]
    [InlineData(0.975, 9, 2.262)]
    [InlineData(0.975, 30, 2.042)]
    [InlineData(0.975, 100, 1.984)]
    [InlineData(0.995, 5, 4.032)]
    [InlineData(0.95, 10, 1.812)]
    [InlineData(0.975, 1e6, 1.960)]
    [InlineData(0.975, 1e14, 1.960)]
    [InlineData(0.005, double.PositiveInfinity, -2.576)]
    public void Quantile_OfStudentT_MatchesPublishedTable(double p, double degrees, double expected) =>
        Assert.Equal(expected, StudentT.Quantile(p, degrees), 0.0006);

    [Fact]
    public void Cumulative_OfQuantile_IsTheProbability() =>
        Gen.Select(Gen.Double[0.001, 0.999], Gen.Double[0.5, 200]).Sample((p, degrees) =>
            Math.Abs(StudentT.Cumulative(StudentT.Quantile(p, degrees), degrees) - p) < 1e-9);

    [Theory]
    [InlineData(5, 24)] // 4!
    [InlineData(1, 1)]
    [InlineData(0.5, 1.7724538509055159)] // √π
    public void LogGamma_OfKnownValue_Matches(double x, double gamma) =>
        Assert.Equal(Math.Log(gamma), RegularizedBeta.LogGamma(x), 1e-12);

    [Fact]
    public void MeanInterval_OfTwoValues_HasNone()
    {
        var interval = MeanInterval.Of([1, 2]);
        Assert.Equal((1.5, null, null), (interval.Value, interval.Lower, interval.Upper));
    }

    [Fact]
    public void MeanInterval_OverRandomSamples_CoversTheMeanAtItsRate()
    {
        var random = new Random(1);
        const int trials = 4000;
        var covered = Enumerable.Range(0, trials).Count(_ =>
        {
            var interval = MeanInterval.Of([.. Enumerable.Range(0, 4).Select(_ => 10 + Normal(random))]);
            return interval.Lower <= 10 && interval.Upper >= 10;
        });

        // 95 % with a standard error of 0.34 %: five of them either way.
        Assert.InRange(covered / (double)trials, 0.933, 0.967);
    }

    // Wilson 1927 as tabled by Newcombe 1998 (doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E), method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void WilsonInterval_OfPublishedExample_Matches(int successes, int trials, double lower, double upper)
    {
        var interval = WilsonInterval.Of(successes, trials);
        Assert.Equal(lower, interval.Lower!.Value, 0.0001);
        Assert.Equal(upper, interval.Upper!.Value, 0.0001);
    }

    [Fact]
    public void QuantileInterval_OverRandomSamples_CoversTheQuantileAtLeastAtItsRate()
    {
        var random = new Random(2);
        const int trials = 2000;
        var covered = Enumerable.Range(0, trials).Count(_ =>
        {
            var sorted = Enumerable.Range(0, 200).Select(_ => random.NextDouble()).Order().ToList();
            var interval = Quantiles.Of(sorted, 0.9);
            return interval.Lower <= 0.9 && interval.Upper >= 0.9;
        });
        Assert.InRange(covered / (double)trials, 0.94, 1);
    }

    [Fact]
    public void QuantileInterval_OfTooFewValues_HasNone()
    {
        var interval = Quantiles.Of([.. Enumerable.Range(0, 50).Select(i => (double)i)], 0.99);
        Assert.Null(interval.Lower);
        Assert.Equal(48.51, interval.Value, 1e-9);
    }

    // Exact binomial tails with ½: 2⁻⁵; 11/1024 for 9 or more of 10; and no evidence at all.
    [Theory]
    [InlineData(5, 0, 0.03125)]
    [InlineData(9, 1, 0.0107421875)]
    [InlineData(0, 0, 1)]
    [InlineData(0, 7, 1)]
    public void McNemar_OfDiscordantItems_IsTheExactTail(int onlyFirst, int onlySecond, double probability) =>
        Assert.Equal(probability, McNemarTest.FirstIsBetter(onlyFirst, onlySecond), 1e-12);

    [Fact]
    public void RelativeChange_OfAStraightLine_IsItsRise() =>
        Assert.Equal(0.5, LinearTrend.RelativeChange([3, 3.5, 4, 4.5, 5]), 1e-12);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
