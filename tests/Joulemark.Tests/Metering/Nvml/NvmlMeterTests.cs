using System.Runtime.CompilerServices;
using Joulemark.Metering.Nvml;
using Xunit;

namespace Joulemark.Tests.Metering.Nvml;

public sealed class NvmlMeterTests
{
    [Fact]
    public void Read_OfAFullBoard_GivesJoulesAndWatts()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Probe().Meters.Single();

        Assert.Equal([5000.0, 310.0], NvmlFixture.Read(meter));
        nvml.Library.SetBoard(0, "energy_mj", "5000250");
        Assert.Equal(5000.25, NvmlFixture.Read(meter)[0]);
    }

    [Fact]
    public void Read_AfterTheGpuWasLost_IsNullAndNotZero()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Probe().Meters.Single();
        nvml.Library.Lose(0);
        Assert.Equal([null, null], NvmlFixture.Read(meter));
    }

    [Fact]
    public void Read_WhenTheFieldFailsInMidRun_IsNullAlthoughTheCallSucceeds()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Probe().Meters.Single();
        nvml.Library.SetBoard(0, "field.186.return", "999");
        Assert.Equal([5000.0, null], NvmlFixture.Read(meter));
    }

    [Theory]
    [InlineData("energy_mj", "0x7ffffffffffffff0", 0)]
    [InlineData("energy_mj", "18446744073709551615", 0)]
    [InlineData("energy_mj", "4294967295", 0)]
    [InlineData("instant_mw", "4294967295", 1)]
    [InlineData("instant_mw", "0x7ffffff0", 1)]
    [InlineData("instant_mw", "0", 1)]
    public void Read_OfASentinel_IsNull(string key, string sentinel, int channel)
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Probe().Meters.Single();
        nvml.Library.SetBoard(0, key, sentinel);
        Assert.Null(NvmlFixture.Read(meter)[channel]);
    }

    [Fact]
    public void Read_AfterDispose_IsNull()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Probe().Meters.Single();
        meter.Dispose();
        Assert.Equal([null, null], NvmlFixture.Read(meter));
    }

    [Fact]
    public void Read_OfOneBoard_GoesOnAfterAnotherWasDisposed()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.AddBoard();
        var meters = nvml.Probe().Meters;
        meters[0].Dispose();
        Assert.Equal(5000.0, NvmlFixture.Read(meters[1])[0]);
    }

    [Fact]
    public void Read_Repeated_AllocatesNothing()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Probe().Meters.Single();
        var readings = new double?[2];
        meter.Read(readings);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            meter.Read(readings);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void FakeBoard_WithAWaveform_CountsItsIntegral()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "energy_mj", "1000");
        nvml.Library.SetWaveform(0, (0, 100), (2, 400), (5, 0)); // 100 W for 2 s, 400 W for 3 s, again and again
        nvml.Library.Set("clock_s", "0.5");
        var meter = nvml.Probe().Meters.Single();

        Assert.Equal([51.0, 100.0], NvmlFixture.Read(meter));
        nvml.Library.Set("clock_s", "3");
        Assert.Equal([601.0, 400.0], NvmlFixture.Read(meter));
        nvml.Library.Set("clock_s", "11"); // two periods of 1400 J and 1 s
        Assert.Equal([2901.0, 100.0], NvmlFixture.Read(meter));
    }

    [Theory]
    [InlineData((uint)NvmlValueType.UnsignedInt, 310000UL, 310000.0)]
    [InlineData((uint)NvmlValueType.UnsignedLongLong, 310000UL, 310000.0)]
    [InlineData((uint)NvmlValueType.SignedInt, 0xffffffffUL, null)]
    [InlineData((uint)NvmlValueType.SignedLongLong, ulong.MaxValue, null)]
    [InlineData((uint)NvmlValueType.UnsignedShort, 310UL, 310.0)]
    [InlineData(77u, 310000UL, null)]
    public void FieldValue_OfEachType_ReadsItsMemberOfTheUnion(uint type, ulong bits, double? expected)
    {
        Assert.Equal(40, Unsafe.SizeOf<NvmlFieldValue>());
        var value = new NvmlFieldValue { ValueType = (NvmlValueType)type, UnsignedLong = bits };
        Assert.Equal(expected, value.Number);
        value.Return = NvmlReturn.NotSupported;
        Assert.Null(value.Number);
    }
}
