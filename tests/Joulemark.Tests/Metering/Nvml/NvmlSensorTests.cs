using Joulemark.Machines.Nvidia;
using Joulemark.Metering.Nvml;
using Xunit;

namespace Joulemark.Tests.Metering.Nvml;

public sealed class NvmlSensorTests
{
    [Theory]
    [InlineData((uint)NvmlArchitecture.Pascal, "Tesla P100-PCIE-16GB", 0.01, 0.01, 0.02)]
    [InlineData((uint)NvmlArchitecture.Volta, "Tesla V100-SXM2-16GB", 0.01, 0.01, 0.02)]
    [InlineData((uint)NvmlArchitecture.Turing, "NVIDIA GeForce RTX 2080 Ti", 0.1, 0.1, 0.1)]
    [InlineData((uint)NvmlArchitecture.Ampere, "NVIDIA A100-SXM4-80GB", 0.025, 0.025, 0.1)]
    [InlineData((uint)NvmlArchitecture.Ampere, "NVIDIA A30", 0.025, 0.025, 0.1)]
    [InlineData((uint)NvmlArchitecture.Ampere, "NVIDIA RTX A3000 Laptop GPU", 0.1, 1.0, 0.1)]
    [InlineData((uint)NvmlArchitecture.Ampere, "NVIDIA GeForce RTX 3090", 0.1, 1.0, 0.1)]
    [InlineData((uint)NvmlArchitecture.Ada, "NVIDIA L40S", 0.1, 1.0, 0.1)]
    [InlineData((uint)NvmlArchitecture.Hopper, "NVIDIA H100 80GB HBM3", 0.025, 1.0, 0.1)]
    [InlineData((uint)NvmlArchitecture.Blackwell, "NVIDIA B200", null, 1.0, null)]
    [InlineData((uint)NvmlArchitecture.Maxwell, "Tesla M40", null, null, null)]
    public void Of_EachArchitecture_KnowsWhatWasFound(uint architecture, string name, double? instant, double? average, double? update)
    {
        Assert.Equal(new NvmlSensor(instant, update), NvmlSensor.Of((NvmlArchitecture)architecture, name, NvmlPowerReading.InstantField));
        Assert.Equal(new NvmlSensor(average, update), NvmlSensor.Of((NvmlArchitecture)architecture, name, NvmlPowerReading.AverageField));
        Assert.Equal(new NvmlSensor(average, update), NvmlSensor.Of((NvmlArchitecture)architecture, name, NvmlPowerReading.PowerUsage));
    }

    [Fact]
    public void Probe_OfAVolta_ReadsAtTheSensorsPace()
    {
        using var nvml = new NvmlFixture();
        nvml.AddBoard("Tesla V100-SXM2-16GB", NvmlArchitecture.Volta, ("instant_mw", null));

        var meter = nvml.Energy();

        Assert.Equal(TimeSpan.FromMilliseconds(20), meter.Pace.Period);
        Assert.False(meter.Pace.MayBlock);
        Assert.Equal("gpu0 gpu0-power", TestHost.Names(meter.Channels));
        Assert.All(meter.Channels, c => Assert.Equal(0.02, c.ReadEverySeconds));
        Assert.Equal([0.1, 0.02], meter.Channels.Select(c => c.UpdatePeriodSeconds));
        Assert.Equal(0.01, meter.Channels[1].AveragingSeconds);
    }

    [Fact]
    public void Probe_OfAnA100_HasNoAverageBesideItsPower()
    {
        using var nvml = new NvmlFixture();
        nvml.AddBoard("NVIDIA A100-SXM4-80GB", NvmlArchitecture.Ampere);
        Assert.Equal("gpu0 gpu0-power", TestHost.Names(nvml.Energy().Channels));
    }

    [Fact]
    public void Probe_OfABlackwell_SaysWhatIsNotDocumented()
    {
        using var nvml = new NvmlFixture();
        nvml.AddBoard("NVIDIA B200", NvmlArchitecture.Blackwell);

        var channels = nvml.Energy().Channels;

        Assert.Equal([0.1, null, null], channels.Select(c => c.UpdatePeriodSeconds));
        Assert.Equal([null, null, 1.0], channels.Select(c => c.AveragingSeconds));
        Assert.Contains("a time that is not documented, updated at a pace that is not documented", channels[1].Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_WithAnInstantFieldMissing_KeepsNoSecondAverage()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "instant_mw", null);
        Assert.Equal("gpu0 gpu0-power", TestHost.Names(nvml.Energy().Channels));
    }
}
