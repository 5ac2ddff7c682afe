using Joulemark.Planning;
using Joulemark.Running;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Statistics;

public sealed class SequentialIntervalTests
{
    /// <summary>Runs that stop by the policy itself, over spreads from one that is precise at once to one that never is.</summary>
    [Theory]
    [InlineData(3, 10, 0.01)]
    [InlineData(3, 10, 0.02)]
    [InlineData(3, 10, 0.03)]
    [InlineData(3, 10, 0.05)]
    [InlineData(3, 30, 0.03)]
    [InlineData(5, 20, 0.03)]
    public void Interval_OfRepeatsThatStopWhenPrecise_HoldsTheMeanAtItsRate(int fewest, int most, double scatter)
    {
        var measure = Specs.Spec($"measure.repeats.min={fewest}", $"measure.repeats.max={most}", "measure.precision=2%").Measure;
        var random = new SeededRandom(1);
        const int trials = 3000;
        var covered = 0;
        for (var t = 0; t < trials; t++)
        {
            var values = new List<double>();
            do
                values.Add(1 + (scatter * NormalDistribution.Quantile(Math.Max(1e-12, random.NextDouble()))));
            while (RepeatPolicy.StopReason(measure, values.Count, [values], TimeSpan.Zero, TimeSpan.Zero) is null);
            var interval = MeanInterval.Of(values, isSequential: true);
            covered += interval.Lower <= 1 && 1 <= interval.Upper ? 1 : 0;
        }

        // 95 % less three standard errors of 3,000 trials.
        Assert.InRange(covered / (double)trials, 0.938, 1);
    }

    [Fact]
    public void Interval_OfAFixedNumber_IsTheOrdinaryOne() =>
        Assert.True(MeanInterval.Of([1, 2, 3]).Upper < MeanInterval.Of([1, 2, 3], isSequential: true).Upper);
}
