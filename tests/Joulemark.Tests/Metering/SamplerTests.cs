using System.Collections.Concurrent;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Metering;

public sealed class SamplerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<MeterSample> _samples = new();
    private readonly MonotonicClock _clock = new(TimeProvider.System);

    [Fact]
    public async Task Meter_ThatHangs_DelaysNoOther()
    {
        using var release = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        var hung = new ScriptedMeter("bmc", () =>
        {
            entered.Set();
            release.Wait(Patience);
            return 1;
        }) { Pace = new MeterPace(TimeSpan.FromSeconds(1), MayBlock: true) };
        using (var sampler = Start(100, hung, new ScriptedMeter("gpu0", () => 1)))
        {
            Assert.True(entered.Wait(Patience, TestContext.Current.CancellationToken));
            await UntilAsync(() => Count("gpu0") >= 20);
            Assert.Equal(0, Count("bmc"));
            release.Set();
            await UntilAsync(() => Count("bmc") >= 1);
        }
    }

    [Fact]
    public async Task Meter_WithAPaceOfItsOwn_IsReadAtThat()
    {
        using var sampler = Start(100, new ScriptedMeter("slow", () => 1) { Pace = new MeterPace(TimeSpan.FromHours(1)) }, new ScriptedMeter("gpu0", () => 1));
        await UntilAsync(() => Count("gpu0") >= 30);
        Assert.Equal(1, Count("slow"));
    }

    [Fact]
    public async Task Meter_ThatThrows_IsMissingAndNamed_AndTheOthersGoOn()
    {
        using var sampler = Start(100, new ScriptedMeter("bad", () => throw new InvalidOperationException("broken")), new ScriptedMeter("gpu0", () => 1));
        await UntilAsync(() => Count("gpu0") >= 5);
        Assert.All(_samples.Where(s => s.Channel == "bad"), s => Assert.Null(s.Reading));
        Assert.Contains("broken", Assert.Single(sampler.Notes(), n => n.Contains("should not", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SampleSlow_ReadsASlowSourceBesideItsPace()
    {
        using var sampler = Start(10, new ScriptedMeter("bmc", () => 1) { Pace = new MeterPace(TimeSpan.FromHours(1), MayBlock: true) });
        await UntilAsync(() => Count("bmc") == 1);
        var asked = _clock.Now;
        await sampler.SampleSlowAsync(asked, Patience);
        Assert.True(_samples.Last().Time >= asked);
        Assert.Equal(2, Count("bmc"));
    }

    [Fact]
    public async Task SampleSlow_OfASourceThatHangs_WaitsNoLongerThanSaid()
    {
        using var release = new ManualResetEventSlim();
        using (var sampler = Start(10, new ScriptedMeter("bmc", () => release.Wait(Patience) ? 1 : null) { Pace = new MeterPace(null, MayBlock: true) }))
        {
            await sampler.SampleSlowAsync(_clock.Now, TimeSpan.FromMilliseconds(10));
            Assert.Equal(0, Count("bmc"));
            release.Set();
        }
    }

    [Fact]
    public async Task SampleSlow_OfASourceThatStampsItsReadings_WaitsForOneFromAfterTheEdge()
    {
        var meter = new TimedMeter { Pace = new MeterPace(TimeSpan.FromHours(1), MayBlock: true) };
        using var sampler = Start(10, meter);
        await sampler.SampleSlowAsync(new Timestamp(2_000_000), Patience); // its readings are a millisecond apart, each comes three times
        Assert.True(_samples.Max(s => s.Time) >= new Timestamp(2_000_000));
    }

    [Fact]
    public async Task Reading_WithATimeOfItsOwn_IsRecordedThen_AndOnlyOnce()
    {
        var meter = new TimedMeter();
        using var sampler = Start(100, meter);
        await UntilAsync(() => meter.Reads >= 20);
        var times = _samples.Select(s => s.Time).ToList(); // sampling goes on
        Assert.Equal(meter.Times.Distinct().Order().Take(3), times.Distinct().Order().Take(3));
        Assert.Equal(times.Count, times.Distinct().Count());
    }

    [Fact]
    public async Task Exclusively_HoldsEveryFastThreadBack_AndIsNotCalledAnOverrun()
    {
        using var sampler = Start(100, new ScriptedMeter("cpu0", () => 1), new ScriptedMeter("gpu0", () => 1) { Pace = new MeterPace(null) { Lane = "driver" } });
        await UntilAsync(() => Count("cpu0") >= 2 && Count("gpu0") >= 2);
        var held = new ConcurrentQueue<(string Channel, int During)>();
        var overruns = sampler.Overruns;
        await sampler.ExclusivelyAsync(meters =>
        {
            var channel = Assert.Single(meters).Channels[0].Name;
            var before = Count(channel);
            Thread.Sleep(1000); // a hundred readings' worth; a slow machine makes it more, never less
            held.Enqueue((channel, Count(channel) - before));
        }, Patience);
        Assert.Equal([("cpu0", 0), ("gpu0", 0)], held.Order());
        var resumed = Count("gpu0");
        await UntilAsync(() => Count("gpu0") > resumed + 2);
        Assert.True(sampler.Overruns - overruns < 100, "the readings held back were called overruns"); // a busy machine may have some of its own
    }

    [Fact]
    public async Task Meter_OfALaneOfItsOwnThatHangs_DelaysNoOther_NorTheEdges_NorTheEnd()
    {
        using var release = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        var hung = new ScriptedMeter("gpu0", () =>
        {
            entered.Set();
            release.Wait(Patience);
            return 1;
        }) { Pace = new MeterPace(null) { Lane = "driver gpu0" } };
        var sampler = Start(100, hung, new ScriptedMeter("gpu1", () => 1) { Pace = new MeterPace(null) { Lane = "driver gpu1" } }, new ScriptedMeter("cpu0", () => 1));
        try
        {
            Assert.True(entered.Wait(Patience, TestContext.Current.CancellationToken));
            sampler.Know([hung.Channels[0] with { UpdatePeriodSeconds = 0.5 }]);
            await UntilAsync(() => Count("gpu1") >= 10 && Count("cpu0") >= 10);
            await Task.Run(() =>
            {
                var before = _clock.Now;
                sampler.SampleNow();
                Assert.True(_samples.Where(s => s.Channel != "gpu0").GroupBy(s => s.Channel, s => s.Time).All(g => g.Max() > before));
                sampler.ReadDensely(untilMoved: true);
            }, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
            await sampler.ExclusivelyAsync(_ => { }, TimeSpan.FromMilliseconds(200));
            await Task.Run(sampler.Dispose, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.Equal([hung], sampler.Hung); // nobody may close it
            Assert.Contains(sampler.Notes(), n => n.Contains("gpu0 did not end", StringComparison.Ordinal));
            Assert.Equal(0, Count("gpu0"));
        }
        finally
        {
            release.Set();
            sampler.Dispose();
        }
    }

    [Fact]
    public async Task ReadDensely_ReadsASlowCounterUntilItMoves_AndNoOther()
    {
        var joules = 1.0;
        var slow = new ScriptedMeter("gpu0", () => Volatile.Read(ref joules));
        using var sampler = Start(0.01, slow, new ScriptedMeter("cpu0", () => 1));
        await UntilAsync(() => Count("gpu0") == 1 && Count("cpu0") == 1);
        Assert.True(sampler.ReadDensely(untilMoved: true).IsCompleted); // nobody knows yet that it is slow

        sampler.Know([slow.Channels[0] with { UpdatePeriodSeconds = 0.5 }]);
        sampler.SampleNow();
        var moved = sampler.ReadDensely(untilMoved: true);
        Volatile.Write(ref joules, 2);
        await moved.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(2, _samples.Last(s => s.Channel == "gpu0").Reading);
        Assert.Equal(2, Count("cpu0"));
        Assert.Equal(0, sampler.Overruns);
    }

    [Fact]
    public async Task Source_WithItsOwnHistory_IsNotReadInTheRun()
    {
        using var sampler = Start(100, new RecordedMeter(), new ScriptedMeter("gpu0", () => 1));
        await UntilAsync(() => Count("gpu0") >= 3);
        Assert.Equal(0, Count("history"));
    }

    private Sampler Start(double rate, params IMeter[] meters)
    {
        var sampler = new Sampler(meters, _clock, rate, _samples.Enqueue);
        sampler.Start();
        return sampler;
    }

    private int Count(string channel) => _samples.Count(s => s.Channel == channel);

    private static async Task UntilAsync(Func<bool> holds)
    {
        var end = TimeProvider.System.GetUtcNow() + Patience;
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < end, "it did not come about");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private sealed class TimedMeter : ITimedMeter
    {
        private long _reads;

        public long Reads => Interlocked.Read(ref _reads);

        public MeterPace Pace { get; init; }

        public ConcurrentQueue<Timestamp> Times { get; } = new();

        public IReadOnlyList<Channel> Channels { get; } = new ScriptedMeter("far", () => 1).Channels;

        public void Read(Span<double?> readings)
        {
            Interlocked.Increment(ref _reads);
            readings[0] = 1;
        }

        public void ReadTimes(Span<Timestamp?> times)
        {
            var time = new Timestamp(Reads / 3 * 1_000_000); // each reading comes three times
            Times.Enqueue(time);
            times[0] = time;
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }

    private sealed class RecordedMeter : IRecordedMeter
    {
        public IReadOnlyList<Channel> Channels { get; } = new ScriptedMeter("history", () => 1).Channels;

        public IReadOnlyList<MeterSample> Fetch(Timestamp start, Timestamp end) => [];

        public void Read(Span<double?> readings) => readings[0] = 1;

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
