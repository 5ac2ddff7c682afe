using Joulemark.Checkup;
using Xunit;

namespace Joulemark.Tests.Checkup;

public sealed class MeasureChecksTests : IDisposable
{
    private readonly Surroundings _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("warm-up", "measure.warm-up=auto", "Pass")]
    [InlineData("warm-up", "measure.warm-up=5s", "Pass")]
    [InlineData("warm-up", "measure.warm-up=0s", "Fail")]
    [InlineData("idle-baseline", "measure.idle=5s", "Pass")]
    [InlineData("idle-baseline", "measure.idle=0s", "Warn")]
    [InlineData("repeats", "measure.repeats.min=3", "Pass")]
    [InlineData("repeats", "measure.repeats.min=2", "Warn")]
    [InlineData("prefix-cache", "workload.prefix-cache=cold", "Pass")]
    [InlineData("prefix-cache", "workload.prefix-cache=any", "Warn")]
    [InlineData("prefix-cache", "workload.prefix-cache=warm", "Warn")]
    public void Setting_OfTheSpec_IsJudged(string id, string setting, string status) => Assert.Equal(status, _machine.Look(id, setting)!.Status.ToString());

    [Fact]
    public void Repeats_FewerThanThree_Fail() => Assert.Equal((CheckStatus.Fail, "1"), (_machine.Look("repeats", "measure.repeats.min=1", "measure.repeats.max=1") is { } f ? (f.Status, f.Value) : default));

    [Fact]
    public void PrefixCache_WarmWithARate_Passes() => Assert.Equal(CheckStatus.Pass, _machine.Look("prefix-cache", "workload.prefix-cache=warm", "workload.prefix-hit-rate=50%")!.Status);
}
