using CsCheck;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Statistics;

public sealed class ComparisonStatisticsTests
{
    private static readonly Gen<double[]> Repeats = Gen.Double[0.5, 2].Array[3, 9];

    /// <summary>Windows whose neighbours correlate by 0.5 are found to differ, where nothing does, in 26 % of comparisons that take them for independent, and in 8 % here.</summary>
    [Fact]
    public void Figures_WhoseNeighboursAreAlike_CountForFewer()
    {
        var random = new SeededRandom(31);
        const int trials = 1000;
        double[] Draw()
        {
            var level = 0.0;
            return [.. Enumerable.Range(0, 44).Select(_ => 1 + (level = (0.5 * level) + (0.02 * NormalDistribution.Quantile(Math.Clamp(random.NextDouble(), 1e-12, 1 - 1e-12))))).Skip(20)];
        }

        var (independent, counted) = (0, 0);
        for (var trial = 0; trial < trials; trial++)
        {
            var (a, b) = (Draw(), Draw());
            independent += LogRatio.OfLogs([.. a.Select(v => Math.Log(v))], [.. b.Select(v => Math.Log(v))]).Interval() is { Lower: > 1 } or { Upper: < 1 } ? 1 : 0;
            counted += LogRatio.Welch(a, b, worth: Autocorrelation.Worth).Interval() is { Lower: > 1 } or { Upper: < 1 } ? 1 : 0;
        }

        Assert.InRange(independent / (double)trials, 0.2, 1);
        Assert.InRange(counted / (double)trials, 0, 0.12);
    }

    /// <summary>How many of each would tell goes by both sides' spread, whatever number of each gave it.</summary>
    [Fact]
    public void RepeatsThatTell_GoByBothSidesSpread()
    {
        double[] few = [1, 1.02, 0.98], many = [.. Enumerable.Range(0, 24).Select(i => 1 + (0.02 * ((i % 3) - 1)))];
        var (equal, unequal) = (LogRatio.Welch(few, few), LogRatio.Welch(few, many));
        Assert.InRange(unequal.RepeatsFor(0.02, 3)!.Value, equal.RepeatsFor(0.02, 3)!.Value - 4, equal.RepeatsFor(0.02, 3)!.Value);
        Assert.Equal(equal.RepeatsFor(0.02, 3), equal.RepeatsFor(0.02, 7)); // those that gave the spread are in it
    }

    [Fact]
    public void LogRatio_OfSwappedSets_IsTheReciprocal() =>
        Gen.Select(Repeats, Repeats).Sample((a, b) =>
        {
            var (there, back) = (LogRatio.Welch(a, b).Interval(), LogRatio.Welch(b, a).Interval());
            Assert.Equal(1, there.Value * back.Value, 1e-9);
            Assert.Equal(1, there.Lower!.Value * back.Upper!.Value, 1e-9);
        });

    [Fact]
    public void LogRatio_InOtherUnits_IsTheSame() =>
        Gen.Select(Repeats, Repeats, Gen.Double[1e-6, 1e6]).Sample((a, b, unit) =>
        {
            var other = LogRatio.Welch([.. a.Select(v => v * unit)], [.. b.Select(v => v * unit)]);
            Assert.Equal(LogRatio.Welch(a, b).Ratio, other.Ratio, 1e-9);
        });

    [Fact]
    public void LogRatio_OfFewRepeats_HasNoInterval()
    {
        var ratio = LogRatio.Welch([1, 2], [2, 4, 3]);
        Assert.False(ratio.HasInterval);
        Assert.Equal((null, null), (ratio.Interval().Lower, ratio.Interval().Upper));
        Assert.Equal(1, ratio.PDifferent);
        Assert.Null(ratio.SmallestDetectable());
    }

    [Fact]
    public void LogRatio_WithoutScatter_IsCertain()
    {
        var ratio = LogRatio.Welch([2, 2, 2], [3, 3, 3]);
        Assert.Equal(new Interval(1.5, 1.5, 1.5), ratio.Interval(), (x, y) => Math.Abs(x.Value - y.Value) + Math.Abs(x.Lower!.Value - y.Lower!.Value) < 1e-12);
        Assert.Equal(0, ratio.PDifferent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void LogRatio_OfWhatHasNoLogarithm_IsRefused(double bad) =>
        Assert.Throws<ArgumentException>(() => LogRatio.Welch([1, 2, 3], [1, bad, 3]));

    [Fact]
    public void Welch_OverRandomSamples_CoversTheRatioAtItsRate()
    {
        var random = new SeededRandom(1);
        const int trials = 4000;
        var covered = Enumerable.Range(0, trials).Count(_ =>
        {
            var interval = LogRatio.Welch(Sample(random, 1, 0.02, 4), Sample(random, 1.1, 0.05, 5)).Interval();
            return interval.Lower <= 1.1 && 1.1 <= interval.Upper;
        });
        Assert.InRange(covered / (double)trials, 0.937, 0.967);
    }

    [Fact]
    public void Equivalence_OverRandomSamples_IsSeldomSaidAtTheMarginsEdge()
    {
        // At the edge itself it must be said in 5 of 100 samples at most.
        var random = new SeededRandom(2);
        const int trials = 4000;
        var said = Enumerable.Range(0, trials).Count(_ => LogRatio.Welch(Sample(random, 1, 0.02, 5), Sample(random, 1.05, 0.02, 5)).Interval(0.9) is { Lower: >= 1 / 1.05, Upper: <= 1.05 });
        Assert.InRange(said / (double)trials, 0.03, 0.061);
    }

    [Fact]
    public void SmallestDetectable_IsFoundAtThePowerStated()
    {
        var random = new SeededRandom(3);
        const double scatter = 0.03;
        const int repeats = 6;
        var exact = new LogRatio(0, scatter * Math.Sqrt(2.0 / repeats), (2 * repeats) - 2, IsPaired: false);
        var effect = exact.SmallestDetectable()!.Value;
        const int trials = 4000;
        var found = Enumerable.Range(0, trials).Count(_ => LogRatio.Welch(Sample(random, 1, scatter, repeats), Sample(random, effect, scatter, repeats)).PDifferent < 0.05);
        Assert.InRange(found / (double)trials, 0.76, 0.83);
    }

    [Fact]
    public void RepeatsFor_AnEffect_AreEnoughAndNoneToSpare()
    {
        var six = new LogRatio(0.02, 0.03 * Math.Sqrt(2.0 / 6), 10, IsPaired: false);
        var repeats = six.RepeatsFor(0.02, 6)!.Value;
        double Reach(int n) => new LogRatio(0, 0.03 * Math.Sqrt(2.0 / n), (2 * n) - 2, IsPaired: false).SmallestDetectable()!.Value;
        Assert.True(Math.Log(Reach(repeats)) <= 0.02);
        Assert.True(Math.Log(Reach(repeats - 1)) > 0.02);
        Assert.Null(six.RepeatsFor(1e-9, 6));
    }

    [Fact]
    public void Bootstrap_OverSkewedSamples_CoversTheMeanNearItsRate()
    {
        var random = new SeededRandom(4);
        const int trials = 400;
        var mean = Math.Exp(0.5 * 0.5 / 2);
        var covered = Enumerable.Range(0, trials).Count(t =>
        {
            var interval = BootstrapInterval.Of([.. Enumerable.Range(0, 30).Select(_ => Math.Exp(0.5 * Normal(random)))], s => s.Average(), seed: t);
            return interval.Lower <= mean && mean <= interval.Upper;
        });
        Assert.InRange(covered / (double)trials, 0.90, 0.98);
    }

    [Fact]
    public void Bootstrap_OfFewValues_HasNoInterval() =>
        Assert.Equal(new Interval(2, null, null), BootstrapInterval.Of([1, 2, 3], s => s.Average()));

    [Fact]
    public void Bootstrap_OfEqualValues_IsThatValue() =>
        Assert.Equal(new Interval(3, 3, 3), BootstrapInterval.Of([.. Enumerable.Repeat(3.0, 10)], s => s.Average()));

    [Fact]
    public void PairedShares_OverRandomItems_CoverTheDifferenceAtTheirRate()
    {
        var random = new SeededRandom(5);
        const int trials = 2000, items = 60;
        var covered = Enumerable.Range(0, trials).Count(_ =>
        {
            var (first, second) = (0, 0);
            for (var i = 0; i < items; i++)
            {
                var draw = random.NextDouble();
                first += draw < 0.15 ? 1 : 0;
                second += draw is >= 0.15 and < 0.25 ? 1 : 0;
            }

            var interval = ShareDifference.Paired(first, second, items);
            return interval.Lower <= -0.05 && -0.05 <= interval.Upper;
        });
        Assert.InRange(covered / (double)trials, 0.935, 0.975);
    }

    [Fact]
    public void Outliers_AmongAlike_AreFound() => Assert.Equal([3], Outliers.In([10.0, 10.1, 9.9, 14, 10.05, 9.95]));

    [Fact]
    public void Outliers_OfNormalSamples_AreRare()
    {
        var random = new SeededRandom(6);
        var found = Enumerable.Range(0, 1000).Count(_ => Outliers.In(Sample(random, 1, 0.02, 10)).Count > 0);
        Assert.InRange(found, 1, 150);
    }

    [Fact]
    public void Outliers_WhereMostAreEqual_AreNotSaid() => Assert.Empty(Outliers.In([1.0, 1, 1, 1, 2]));

    [Fact]
    public void Autocorrelation_OfDrift_IsSeen()
    {
        double[] drift = [.. Enumerable.Range(0, 10).Select(i => 1 + (0.01 * i))];
        Assert.True(Autocorrelation.IsPositive(drift));
        Assert.InRange(Autocorrelation.EffectiveCount(drift), 1, 5);
        Assert.False(Autocorrelation.IsPositive([1, 2, 1, 2, 1, 2, 1, 2]));
    }

    [Fact]
    public void Autocorrelation_OfIndependentFigures_IsSeldomSeen()
    {
        var random = new SeededRandom(7);
        const int trials = 4000;
        var seen = Enumerable.Range(0, trials).Count(_ => Autocorrelation.IsPositive(Sample(random, 1, 0.02, 10)));
        Assert.InRange(seen / (double)trials, 0.03, 0.07);
    }

    private static double[] Sample(SeededRandom random, double mean, double scatter, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => mean * Math.Exp(scatter * Normal(random)))];

    private static double Normal(SeededRandom random) => NormalDistribution.Quantile(Math.Max(1e-12, random.NextDouble()));
}
