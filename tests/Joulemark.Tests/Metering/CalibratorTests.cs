using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Records;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Joulemark.Tests.Metering;

public sealed class CalibratorTests
{
    private static readonly Channel Counter = new ScriptedMeter("gpu0", () => 0).Channels[0];

    [Theory]
    [InlineData(100)]
    [InlineData(20)]
    public void Period_OfACounter_IsFoundFromItsChanges(int milliseconds)
    {
        var changes = new ChangeRecord();
        for (var t = 0; t < 2_000; t++)
            changes.Add(At(t), t / milliseconds * 5.0);
        var found = changes.Describe(Counter);
        Assert.Equal(milliseconds / 1e3, found.UpdatePeriodSeconds!.Value, 6);
        Assert.False(found.AtMost);
    }

    [Fact]
    public void Period_OfACounterThatAlwaysMoves_IsAnUpperBound()
    {
        var changes = new ChangeRecord();
        for (var t = 0; t < 100; t++)
            changes.Add(At(t), t);
        Assert.True(changes.Describe(Counter).AtMost);
    }

    [Fact]
    public void Period_OfWhatNeverMoves_IsUnknown()
    {
        var changes = new ChangeRecord();
        for (var t = 0; t < 1_000; t++)
            changes.Add(At(t), t % 7 == 0 ? null : 42);
        Assert.Null(changes.Describe(Counter).UpdatePeriodSeconds);
    }

    [Fact]
    public void Period_OfAPowerThatSometimesRepeatsItself_IsNotTheLongerOne()
    {
        var changes = new ChangeRecord();
        for (var t = 0; t < 10_000; t++)
            changes.Add(At(t), t / 100 % 3 == 0 ? 50 : 50 + (t / 100 % 5)); // at times the same value twice
        Assert.Equal(0.1, changes.Describe(Counter with { Reading = ReadingKind.Power }).UpdatePeriodSeconds!.Value, 3);
    }

    [Fact]
    public void Calibrator_FindsThePeriodOfAMeter_AndWhatAReadingTakes()
    {
        var time = new FakeTimeProvider();
        var clock = new MonotonicClock(time);
        var meter = new ScriptedMeter("gpu0", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(1)); // what a reading takes, and all that moves time here
            return (long)((clock.Now - default(Timestamp)).TotalMilliseconds / 100) * 5.0;
        });
        using var stop = new ManualResetEventSlim(initialState: true);
        stop.Reset();
        var found = Assert.Single(Calibrator.Measure([meter], clock, TimeSpan.FromSeconds(1), stop));
        Assert.Equal(0.1, found.UpdatePeriodSeconds!.Value, 6);
        Assert.Equal(0.001, found.ReadSeconds!.Value, 6);
    }

    [Fact]
    public void Calibrator_LeavesModelsAndIndicatorsAlone()
    {
        var model = new ScriptedMeter("model", () => 1) { Channels = [Counter with { Name = "model", Provenance = Provenance.Modelled }] };
        var clocks = new ScriptedMeter("sm-clock", () => 1) { Channels = [Counter with { Name = "sm-clock", Reading = ReadingKind.Indicator }] };
        using var stop = new ManualResetEventSlim();
        Assert.Empty(Calibrator.Measure([model, clocks], new MonotonicClock(TimeProvider.System), TimeSpan.FromSeconds(1), stop));
    }

    [Fact]
    public void CalibratedChannel_TakesWhatWasSeen_ButABoundOnlyWhereItSaysMore()
    {
        Joulemark.Machines.MachineSnapshot Machine(double? documented, double seen, bool atMost) => new()
        {
            Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal),
            Channels = [Counter with { UpdatePeriodSeconds = documented }],
            Missing = [],
            Calibrations = [new ChannelCalibration { Channel = "gpu0", UpdatePeriodSeconds = seen, AtMost = atMost }],
        };
        Assert.Equal(0.02, Machine(0.1, 0.02, atMost: false).CalibratedChannels[0].UpdatePeriodSeconds);
        Assert.Equal(0.001, Machine(0.001, 0.01, atMost: true).CalibratedChannels[0].UpdatePeriodSeconds);
        Assert.Equal(0.01, Machine(null, 0.01, atMost: true).CalibratedChannels[0].UpdatePeriodSeconds);
    }

    [Fact]
    public void CalibratedChannel_TakesALagForItsAveraging_WhereNobodyWroteThatDown()
    {
        Channel power = Counter with { Reading = ReadingKind.Power, UpdatePeriodSeconds = 0.1 };
        double? Averaging(Channel channel) => new Joulemark.Machines.MachineSnapshot
        {
            Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal),
            Channels = [channel],
            Missing = [],
            Calibrations = [new ChannelCalibration { Channel = "gpu0", LagSeconds = 0.55 }],
        }.CalibratedChannels[0].AveragingSeconds;
        Assert.Equal(1.0, Averaging(power)!.Value, 9);
        Assert.Equal(0.025, Averaging(power with { AveragingSeconds = 0.025 }));
        Assert.Null(Averaging(Counter));
    }

    private static Timestamp At(int milliseconds) => new(milliseconds * 1_000_000L);
}
