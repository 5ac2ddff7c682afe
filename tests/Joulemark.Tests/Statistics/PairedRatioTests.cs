using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Statistics;

public sealed class PairedRatioTests
{
    /// <summary>By hand: logs 0.1, 0.2, 0.3: mean 0.2, standard error 0.1/√3, t(0.975; 2) = 4.30265.</summary>
    [Fact]
    public void Interval_IsThatOfStudentsTOfTheLogs()
    {
        var interval = PairedRatio.Of([(Math.Exp(0.1), 1), (2 * Math.Exp(0.2), 2), (Math.Exp(0.3) / 3, 1.0 / 3)]);
        Assert.Equal(Math.Exp(0.2), interval.Value, 9);
        Assert.Equal(Math.Exp(0.2 - (4.302652729911275 * 0.1 / Math.Sqrt(3))), interval.Lower!.Value, 9);
        Assert.Equal(Math.Exp(0.2 + (4.302652729911275 * 0.1 / Math.Sqrt(3))), interval.Upper!.Value, 9);
    }

    /// <summary>A drift that falls on both sides alike does not widen it, where Welch's would be wide.</summary>
    [Fact]
    public void Drift_OfBothSides_Cancels()
    {
        (double, double)[] pairs = [(1.1, 1), (2.2, 2), (4.41, 4), (8.79, 8)];
        var paired = PairedRatio.Of(pairs);
        var welch = RatioOfMeans.Of([.. pairs.Select(p => p.Item1)], [.. pairs.Select(p => p.Item2)]);
        Assert.True(paired.Upper - paired.Lower < (welch.Upper - welch.Lower) / 50);
    }

    [Fact]
    public void FewerThanThreePairs_GiveNoInterval() => Assert.Null(PairedRatio.Of([(1, 2), (1, 2)]).Lower);
}
