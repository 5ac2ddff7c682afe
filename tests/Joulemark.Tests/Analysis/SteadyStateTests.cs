using Joulemark.Analysis;
using Xunit;

namespace Joulemark.Tests.Analysis;

public sealed class SteadyStateTests
{
    [Fact]
    public void Throughput_StillRising_IsNotSteady() =>
        Assert.False(SteadyState.IsReached([100, 150, 200, 250], [10, 10, 10, 10]));

    [Fact]
    public void Throughput_FlatForTheLastStretch_IsSteady() =>
        Assert.True(SteadyState.IsReached([10, 60, 100, 101, 99, 100], [5, 8, 10, 10, 10.1, 9.9]));

    [Fact]
    public void Power_StillRising_IsNotSteady() =>
        Assert.False(SteadyState.IsReached([100, 100, 100, 100], [10, 12, 14, 16]));

    [Fact]
    public void Throughput_NoisyWithoutATrend_IsSteady() =>
        Assert.True(SteadyState.IsReached([88, 112, 95, 115], [10, 10, 10, 10])); // its slope is 16 %, and noise explains it

    [Fact]
    public void Throughput_TooNoisy_IsNotSteady() =>
        Assert.False(SteadyState.IsReached([60, 140, 70, 130], [10, 10, 10, 10]));

    [Fact]
    public void Throughput_RisingSteadilyByAFifth_IsNotSteady() =>
        Assert.False(SteadyState.IsReached([90, 97, 103, 110], [10, 10, 10, 10]));

    [Fact]
    public void Power_Missing_DoesNotHoldUp() =>
        Assert.True(SteadyState.IsReached([100, 100, 100, 100], [null, null, null, null]));

    [Fact]
    public void Throughput_OfNothing_IsNeverSteady() =>
        Assert.False(SteadyState.IsReached([0, 0, 0, 0], [1, 1, 1, 1]));

    [Fact]
    public void Stretch_TooShort_IsNotSteady() =>
        Assert.False(SteadyState.IsReached([100, 100, 100], [1, 1, 1]));
}
