using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Statistics;

/// <summary>Shares and their tests against scipy 1.10.1: eng/statistics-references.py made the figures.</summary>
public sealed class AccuracyReferenceTests
{
    [Theory]
    [InlineData(0, 20, 0.0, 0.16112515805281935)]
    [InlineData(20, 20, 0.8388748419471808, 1.0)]
    [InlineData(7, 40, 0.08745413746035918, 0.3194999033178771)]
    [InlineData(160, 200, 0.7391448134346212, 0.8495479907390189)]
    [InlineData(999, 1000, 0.9943574414020421, 0.9998234536293739)]
    public void Wilson_OfAShare_Matches(int successes, int trials, double lower, double upper)
    {
        var interval = WilsonInterval.Of(successes, trials);
        Assert.Equal(successes / (double)trials, interval.Value, 1e-15);
        Assert.Equal(lower, interval.Lower!.Value, 1e-12);
        Assert.Equal(upper, interval.Upper!.Value, 1e-12);
    }

    [Theory]
    [InlineData(1, 7, 0.0703125, 0.0390625)]
    [InlineData(7, 1, 0.0703125, 0.0390625)]
    [InlineData(12, 7, 0.359283447265625, 0.26317596435546875)]
    [InlineData(5, 5, 1.0, 0.8769531249999998)]
    [InlineData(0, 6, 0.03125, 0.015625)]
    [InlineData(0, 1, 1.0, 0.5)]
    [InlineData(140, 100, 0.01166409231767769, 0.009831541178608719)]
    public void McNemar_OfDisagreements_Matches(int onlyFirst, int onlySecond, double exact, double midP)
    {
        Assert.Equal(exact, McNemarTest.Exact(onlyFirst, onlySecond), 1e-12);
        Assert.Equal(midP, McNemarTest.MidP(onlyFirst, onlySecond), 1e-12);
    }

    [Fact]
    public void McNemar_WhereNothingDiffers_IsOne() =>
        Assert.Equal((1.0, 1.0, 1.0), (McNemarTest.Exact(0, 0), McNemarTest.MidP(0, 0), McNemarTest.FirstIsBetter(0, 0)));

    /// <summary>Over all splits of some items, weighed by how likely they are: the exact test is wrong at most as often as it says, and mid-p hardly more often.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(25)]
    [InlineData(60)]
    public void McNemar_OfFairCoins_IsSeldomWrong(int differ)
    {
        double Wrong(Func<int, int, double> p) => Enumerable.Range(0, differ + 1).Where(b => p(b, differ - b) < 0.05).Sum(b => McNemarTest.FirstIsBetter(b, differ - b) - (b == differ ? 0 : McNemarTest.FirstIsBetter(b + 1, differ - b - 1)));
        Assert.InRange(Wrong(McNemarTest.Exact), 0, 0.05);
        Assert.InRange(Wrong(McNemarTest.MidP), Wrong(McNemarTest.Exact), 0.06);
    }

    [Fact]
    public void Counts_ThatCannotBe_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarTest.MidP(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarTest.Exact(1, -2));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(-1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(4, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => ShareDifference.Paired(-1, 2, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => ShareDifference.Paired(6, 5, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => ShareDifference.Independent(1, 0, 1, 2));
    }
}
