using Joulemark.Metering;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Metering.Nvml;

public sealed class NvmlIndicatorTests
{
    [Fact]
    public void Read_OfAFullBoard_GivesEachInItsUnit()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Indicators();

        Assert.Equal(
            [
                ("gpu0-temperature", "°C", 61.0),
                ("gpu0-memory-temperature", "°C", 72.0),
                ("gpu0-graphics-clock", "MHz", 1980.0),
                ("gpu0-sm-clock", "MHz", 1965.0),
                ("gpu0-memory-clock", "MHz", 2619.0),
                ("gpu0-utilization", "1", 0.97),
                ("gpu0-memory-utilization", "1", 0.45),
                ("gpu0-memory-used", "B", 68719476736.0),
                ("gpu0-power-limit", "W", 650.0),
                ("gpu0-clock-event-reasons", "mask", 4.0),
                ("gpu0-processes", "1", 1.0),
                ("gpu0-power-violation", "s", 1.5),
                ("gpu0-thermal-violation", "s", 0.0),
            ],
            meter.Channels.Zip(NvmlFixture.Read(meter), (c, r) => (c.Name, c.Unit, r)));
        Assert.Equal(new MeterPace(TimeSpan.FromSeconds(1), MayBlock: true), meter.Pace);
        Assert.All(meter.Channels, c =>
        {
            Assert.Equal((ReadingKind.Indicator, MachinePart.Gpu, 0, 1.0), (c.Reading, c.Part, c.Device, c.ReadEverySeconds));
            Assert.Equal("GPU-00000000-0000-0000-0000-000000000000", c.DeviceId);
            Assert.Equal(0, c.GainUncertainty);
        });
    }

    [Theory]
    [InlineData("temperature", "gpu0-temperature")]
    [InlineData("memory_temperature", "gpu0-memory-temperature")]
    [InlineData("clock.1", "gpu0-sm-clock")]
    [InlineData("memory_used", "gpu0-memory-used")]
    [InlineData("limit_mw", "gpu0-power-limit")]
    [InlineData("reasons", "gpu0-clock-event-reasons")]
    [InlineData("processes", "gpu0-processes")]
    [InlineData("field.74", "gpu0-power-violation")]
    public void Probe_OfWhatABoardDoesNotSupport_LeavesThatOutAlone(string key, string channel)
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var all = nvml.Indicators().Channels.Count;
        nvml.Library.SetBoard(0, key, null);

        var names = nvml.Indicators().Channels.Select(c => c.Name).ToArray();

        Assert.DoesNotContain(channel, names);
        Assert.Equal(all - 1, names.Length);
    }

    [Theory]
    [InlineData("nvmlDeviceGetCurrentClocksEventReasons", "gpu0-clock-event-reasons", 4.0)] // by its older name
    [InlineData("nvmlDeviceGetMemoryInfo_v2", "gpu0-memory-used", 68719476736.0)]
    [InlineData("nvmlDeviceGetTemperature", "gpu0-temperature", 61.0)]
    [InlineData("nvmlDeviceGetTemperatureV", "gpu0-temperature", 61.0)]
    public void Read_WithoutOneOfTwoWays_TakesTheOther(string symbol, string channel, double expected)
    {
        using var nvml = new NvmlFixture(symbol);
        nvml.Library.AddBoard();
        Assert.Equal(expected, NvmlFixture.Read(nvml.Indicators(), channel));
    }

    [Fact]
    public void Probe_OfADriverWithoutAny_GivesJoulesAllTheSame()
    {
        using var nvml = new NvmlFixture(
            "nvmlDeviceGetTemperature", "nvmlDeviceGetTemperatureV", "nvmlDeviceGetClockInfo", "nvmlDeviceGetUtilizationRates",
            "nvmlDeviceGetMemoryInfo", "nvmlDeviceGetMemoryInfo_v2", "nvmlDeviceGetEnforcedPowerLimit",
            "nvmlDeviceGetCurrentClocksEventReasons", "nvmlDeviceGetCurrentClocksThrottleReasons",
            "nvmlDeviceGetComputeRunningProcesses_v3", "nvmlDeviceGetComputeRunningProcesses_v2", "nvmlDeviceGetFieldValues");
        nvml.Library.AddBoard();
        Assert.Equal("gpu0 gpu0-power", TestHost.Names(Assert.Single(nvml.Probe().Meters).Channels));
    }

    [Fact]
    public void Probe_UnderMig_HasNoUtilization()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "mig", "1");
        Assert.DoesNotContain(nvml.Indicators().Channels, c => c.Name.Contains("utilization", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("temperature", "0x7ffffff0", "gpu0-temperature")]
    [InlineData("temperature", "0", "gpu0-temperature")]
    [InlineData("memory_temperature", "0", "gpu0-memory-temperature")]
    [InlineData("utilization", "101", "gpu0-utilization")]
    [InlineData("memory_used", "0x7ffffffffffffff0", "gpu0-memory-used")]
    [InlineData("limit_mw", "4294967295", "gpu0-power-limit")]
    [InlineData("field.74.return", "999", "gpu0-power-violation")]
    [InlineData("return.nvmlDeviceGetClockInfo", "3", "gpu0-sm-clock")]
    public void Read_OfWhatIsNoValue_IsNullForThatAlone(string key, string value, string channel)
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Indicators();
        nvml.Library.SetBoard(0, key, value);
        Assert.Null(NvmlFixture.Read(meter, channel));
        Assert.NotNull(NvmlFixture.Read(meter, "gpu0-clock-event-reasons"));
    }

    [Fact]
    public void Read_OfAnIdleBoard_GivesZeroWhereZeroIsAnAnswer()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "utilization", "0");
        nvml.Library.SetBoard(0, "memory_used", "0");
        nvml.Library.SetBoard(0, "processes", "");
        nvml.Library.SetBoard(0, "reasons", "0");
        var meter = nvml.Indicators();
        foreach (var name in (string[])["utilization", "memory-used", "processes", "clock-event-reasons"])
            Assert.Equal(0, NvmlFixture.Read(meter, $"gpu0-{name}"));
    }

    [Fact]
    public void Read_Repeated_AllocatesNothing()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Indicators();
        var readings = new double?[meter.Channels.Count];
        meter.Read(readings);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            meter.Read(readings);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
