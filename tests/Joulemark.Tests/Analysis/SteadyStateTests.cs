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

    [Fact]
    public void OpenLoop_ThatScattersAsItsArrivalsDo_IsSteady() =>
        Assert.True(SteadyState.IsReachedByOpenLoop([40, 160, 90, 0, 130, 60, 120, 80], [5, 8, 2, 4, 7, 3, 6, 5], [10, 14, 9, 12, 10, 13, 9, 12]));

    [Fact]
    public void OpenLoop_WhoseQueueGrows_IsNotSteady() =>
        Assert.False(SteadyState.IsReachedByOpenLoop([100, 100, 100, 100, 100, 100, 100, 100], [5, 9, 16, 20, 26, 29, 36, 40], [10, 10, 10, 10, 10, 10, 10, 10]));

    [Fact]
    public void OpenLoop_WithoutAnAnswer_IsNotSteady() =>
        Assert.False(SteadyState.IsReachedByOpenLoop([0, 0, 0, 0, 0, 0, 0, 0], [5, 5, 5, 5, 5, 5, 5, 5], [10, 10, 10, 10, 10, 10, 10, 10]));

    [Fact]
    public void OpenLoop_OfFewSlices_IsNotSteady() => Assert.False(SteadyState.IsReachedByOpenLoop([100, 100, 100, 100], [5, 5, 5, 5], [null, null, null, null]));
}
