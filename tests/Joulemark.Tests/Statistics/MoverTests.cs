using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Statistics;

/// <summary>Ratios and differences by intervals, held to what they say by simulation.</summary>
public sealed class MoverTests
{
    [Fact]
    public void Stretch_IsThatOfStudentsT_OfTheWindows()
    {
        Assert.Equal(1, MoverScale.Of(0.95, 3), 1e-12);
        Assert.Equal(9.924843 / 4.302653, MoverScale.Of(0.99, 3), 1e-6);
        Assert.Equal(2.575829 / 1.959964, MoverScale.Of(0.99, null), 1e-6);
        Assert.Equal(1.644854 / 1.959964, MoverScale.Of(0.90, 3), 1e-6); // never by less than normal ones, which would be too narrow where they are that
    }

    [Fact]
    public void Ratio_WhoseNumeratorMayBeNothing_EndsAtZero()
    {
        var ratio = MoverRatio.Of(new Interval(2, 1.8, 2.2), new Interval(1, 0, 2));
        Assert.Equal((0.5, 0.0), (ratio.Value, ratio.Lower!.Value));
        Assert.True(ratio.Upper > 1);
        Assert.Null(MoverRatio.Of(new Interval(1, 0, 2), new Interval(2, 1.8, 2.2)).Upper); // divided by what may be nothing
        Assert.Null(MoverRatio.Of(new Interval(2, 1.8, 2.2), new Interval(2, 1.8, 2.2), windows: 1).Upper);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void ManyAgainstOneThatHardlyScatters_AreFoundDifferentForNothing_NoOftenerThanSaid(int windows)
    {
        // Six figures, each of so many windows, against a quiet one: at 5 % among six by the normal quantile it is 11 to 13 %.
        const int trials = 1000, others = 6;
        var random = new SeededRandom(5, windows);
        var (asSaid, asNormal) = (0, 0);
        for (var trial = 0; trial < trials; trial++)
        {
            var quiet = Figure(0.003, windows, random);
            var noisy = Enumerable.Range(0, others).Select(_ => Figure(0.03, windows, random)).ToList();
            bool Any(int? degrees) => noisy.Exists(n => MoverRatio.Of(quiet, n, 1 - (0.05 / others), degrees) is { Lower: > 1 } or { Upper: < 1 });
            asSaid += Any(windows) ? 1 : 0;
            asNormal += Any(null) ? 1 : 0;
        }

        Assert.InRange(asSaid / (double)trials, 0, 0.06);
        Assert.InRange(asNormal / (double)trials, 0.08, 1);
    }

    [Theory]
    [InlineData(3, 0.88)]
    [InlineData(10, 0.89)]
    public void MeanOfFewRequests_IsHeldBetterThanByTheNormalQuantile(int requests, double least)
    {
        const int trials = 2000;
        const double within = 0.5;
        var random = new SeededRandom(6, requests);
        var (held, normal, truth) = (0, 0, Math.Exp(within * within / 2));
        for (var trial = 0; trial < trials; trial++)
        {
            var times = new SectionedDistribution(1);
            for (var i = 0; i < requests; i++)
                times.Add(Math.Exp(within * Normal(random)), 0);
            var mean = times.Mean(times.Whole.StandardError, times.Count);
            held += mean.Lower <= truth && truth <= mean.Upper ? 1 : 0;
            normal += Math.Abs(mean.Value - truth) <= 1.96 * times.Whole.StandardError ? 1 : 0;
        }

        Assert.InRange(held / (double)trials, least, 1); // skewed: not quite 95 %
        Assert.InRange(normal / (double)trials, 0, 0.91);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.05)]
    public void RepeatsThatAreNamedForEquivalence_ShowItFourTimesInFive(double scatter)
    {
        // Each of the two one-sided tests at 90 %, for a ratio of 1 that must be told from both limits.
        const int trials = 600;
        const double margin = 1.05;
        var known = new LogRatio(0, scatter / Math.Sqrt(30), 29, IsPaired: true);
        var repeats = known.RepeatsFor(Math.Log(margin), 30, 0.9, 0.90)!.Value;
        var random = new SeededRandom(7);
        var shown = Enumerable.Range(0, trials).Count(_ =>
        {
            double[] Side() => [.. Enumerable.Range(0, repeats).Select(_ => Math.Exp(scatter / Math.Sqrt(2) * Normal(random)))];
            var ratio = LogRatio.Paired(Side(), Side());
            return ratio.Interval(0.9) is { Lower: >= 1 / margin, Upper: <= margin };
        });
        Assert.InRange(shown / (double)trials, 0.77, 1);
    }

    private static double Normal(SeededRandom random) => NormalDistribution.Quantile(Math.Clamp(random.NextDouble(), 1e-12, 1 - 1e-12));

    /// <summary>A figure of 1 whose interval is Student's t of windows.</summary>
    private static Interval Figure(double scatter, int windows, SeededRandom random) =>
        MeanInterval.Of([.. Enumerable.Range(0, windows).Select(_ => 1 + (scatter * Normal(random)))]);
}
