using Joulemark.Running;
using Xunit;

namespace Joulemark.Tests.Running;

public sealed class RepeatPolicyTests
{
    private static readonly double[] Tight = [100, 100.1, 99.9];
    private static readonly double[] Loose = [100, 130, 80];

    [Fact]
    public void Repeats_BelowTheMinimum_GoOn() => Assert.Null(Stop(2, Tight));

    [Fact]
    public void Repeats_WithATightInterval_StopForPrecision() => Assert.Equal("precision", Stop(3, Tight));

    [Fact]
    public void Repeats_WhereOneConfigurationIsLoose_GoOn() => Assert.Null(Stop(3, Tight, Loose));

    [Fact]
    public void Repeats_AtTheMaximum_Stop() => Assert.Equal("max-repeats", Stop(10, Loose));

    [Fact]
    public void Repeats_ThatWouldEndAfterTheTimeLimit_Stop() => Assert.Equal("time-limit", RepeatPolicy.StopReason(
        Specs.Spec("measure.time-limit=60s").Measure, 3, [Loose], TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(20)));

    /// <summary>Of nothing all is precise, and nothing was measured as it was asked.</summary>
    [Fact]
    public void Repeats_OfNothing_AreNotPrecise() => Assert.Equal("no-points-left", Stop(1));

    private static string? Stop(int rounds, params double[][] headlines) =>
        RepeatPolicy.StopReason(Specs.Spec().Measure, rounds, headlines, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(20));
}
