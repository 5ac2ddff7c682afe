using Joulemark.Machines.Linux;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Running;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Joulemark.Tests.Running;

public sealed class ClockWatchTests
{
    private readonly List<(string Kind, string Message)> _events = [];
    private TimeSpan _asleep;

    [Fact]
    public void Look_AfterASleep_SaysSoOnce()
    {
        var watch = Watch(new FakeTimeProvider());
        watch.Look();
        _asleep += TimeSpan.FromSeconds(90);
        watch.Look();
        watch.Look();
        var (kind, message) = Assert.Single(_events);
        Assert.Equal(RunEvent.ClockGap, kind);
        Assert.Contains("90 s", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_AfterAStepOfTheWallClock_SaysSo()
    {
        var time = new SteppedTime();
        var watch = Watch(time);
        time.Step = TimeSpan.FromSeconds(-2);
        watch.Look();
        var (kind, message) = Assert.Single(_events);
        Assert.Equal(RunEvent.ClockStep, kind);
        Assert.Contains("-2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_WhileTimeGoesOn_SaysNothing()
    {
        var time = new FakeTimeProvider();
        var watch = Watch(time);
        time.Advance(TimeSpan.FromHours(1));
        watch.Look();
        Assert.Empty(_events);
    }

    [Fact]
    public void SleptTime_OnLinux_IsNeverNegative() => Assert.True(SleptTime.Read() >= TimeSpan.FromMilliseconds(-1));

    private ClockWatch Watch(TimeProvider time) => new(new MonotonicClock(time), () => _asleep, (kind, message) => _events.Add((kind, message)));

    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Step;

        public override long GetTimestamp() => 0;
    }
}
