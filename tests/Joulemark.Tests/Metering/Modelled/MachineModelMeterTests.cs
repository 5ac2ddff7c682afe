using Joulemark.Metering.Modelled;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Metering.Modelled;

public sealed class MachineModelMeterTests : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(20, 0.6)]
    [InlineData(40, 1.0)]
    [InlineData(60, 1.0)] // accounting may run ahead of the clock by a tick: never above full power
    public void Read_AfterTenSeconds_IsIdlePowerPlusTheBusyShare(double busySeconds, double shareOfFullPower)
    {
        using var meter = CreateMeter();
        _host.Procfs.SetCpuTime(1000 + busySeconds);
        _host.Time.Advance(TimeSpan.FromSeconds(10));
        var readings = new double?[2];
        meter.Read(readings);

        const double FullLoadWatts = 4 * 280.0 / 128; // the four CPUs that this machine sees
        Assert.Equal(FullLoadWatts * shareOfFullPower * 10, readings[0]!.Value, 9);
        Assert.Equal(16 * PowerModel.DramWattsPerGibibyte * 10, readings[1]!.Value, 9);
    }

    [Fact]
    public void Channels_SayThatTheyAreAModelAndWhatItAssumes()
    {
        using var meter = CreateMeter();
        Assert.All(meter.Channels, c =>
        {
            Assert.Equal(Provenance.Modelled, c.Provenance);
            Assert.Equal(0.5, c.GainUncertainty);
        });
        Assert.Contains("280 W for 128 threads", meter.Channels[0].Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithoutProcfs_GivesNoCpuEnergy()
    {
        using var meter = CreateMeter();
        _host.Procfs.Clear();
        var readings = new double?[2];
        meter.Read(readings);
        Assert.Null(readings[0]);
    }

    private MachineModelMeter CreateMeter()
    {
        _host.Procfs.SetCpu("AMD EPYC 7763 64-Core Processor").SetCpuTime(1000).SetMemory(16L << 30);
        var host = _host.ToHost();
        return new MachineModelMeter(host, PowerModel.For(host));
    }
}
