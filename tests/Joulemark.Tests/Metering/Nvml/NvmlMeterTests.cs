using System.Globalization;
using System.Runtime.CompilerServices;
using Joulemark.Machines.Nvidia;
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
        var meter = nvml.Energy();

        Assert.Equal([5000.0, 310.0, 300.0], NvmlFixture.Read(meter));
        nvml.Library.SetBoard(0, "energy_mj", "5000250");
        Assert.Equal(5000.25, NvmlFixture.Read(meter)[0]);
    }

    [Fact]
    public void Read_AfterTheGpuWasLost_IsNullAndNotZero()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Energy();
        nvml.Library.Lose(0);
        Assert.Equal([null, null, null], NvmlFixture.Read(meter));
    }

    [Fact]
    public void Read_OfAGpuThatIsLostAndBack_SaysEachOnce_WithNvmlsCode()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Energy();
        nvml.Library.Lose(0);
        NvmlFixture.Read(meter);
        NvmlFixture.Read(meter);
        var lost = Assert.Single(nvml.Reports, r => r.Id == "JM2021");
        Assert.Contains("15 (GPU is lost)", lost.Message, StringComparison.Ordinal);
        Assert.Contains("xid", lost.Remedy, StringComparison.Ordinal);

        nvml.Library.SetBoard(0, "lost", null);
        NvmlFixture.Read(meter);
        Assert.Equal(2, nvml.Reports.Count(r => r.Id == "JM2021"));
    }

    [Fact]
    public void Read_WhenTheFieldFailsInMidRun_IsNullAlthoughTheCallSucceeds()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Energy();
        nvml.Library.SetBoard(0, "field.186.return", "999");
        Assert.Equal([5000.0, null, 300.0], NvmlFixture.Read(meter));
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
        var meter = nvml.Energy();
        nvml.Library.SetBoard(0, key, sentinel);
        Assert.Null(NvmlFixture.Read(meter)[channel]);
    }

    [Fact]
    public void Read_AfterDispose_IsNull()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Energy();
        meter.Dispose();
        Assert.Equal([null, null, null], NvmlFixture.Read(meter));
    }

    [Fact]
    public void Read_OfOneBoard_GoesOnAfterAnotherWasDisposed()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.AddBoard();
        var meters = nvml.Energies();
        meters[0].Dispose();
        Assert.Equal(5000.0, NvmlFixture.Read(meters[1])[0]);
    }

    [Fact]
    public void Read_Repeated_AllocatesNothing()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Energy();
        var readings = new double?[3];
        meter.Read(readings);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            meter.Read(readings);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData((int)NvmlReturn.Uninitialized)]
    [InlineData((int)NvmlReturn.DriverNotLoaded)]
    public void Read_WhileTheDriverIsReloaded_IsNullAndThenTheCounterStartsAgain(int code)
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var (energy, indicators) = (nvml.Energy(), nvml.Indicators());

        nvml.Library.Set("driver_code", code.ToString(CultureInfo.InvariantCulture));
        Assert.All(NvmlFixture.Read(energy), r => Assert.Null(r));
        Assert.All(NvmlFixture.Read(indicators), r => Assert.Null(r));
        Assert.DoesNotContain(nvml.Reports, r => r.Id == "JM2020"); // a count that fails is not a count of 0

        nvml.Library.Set("driver_code", null);
        nvml.Library.SetBoard(0, "energy_mj", "0");
        Assert.Null(NvmlFixture.Read(energy)[0]);
        nvml.Library.SetBoard(0, "energy_mj", "2000");
        Assert.Equal(2.0, NvmlFixture.Read(energy)[0]); // as it is: the analysis finds the reset
    }

    [Fact]
    public void Read_AfterOneGpuWasLost_GoesOnForTheOthers()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.AddBoard();
        var meters = nvml.Energies();
        nvml.Library.Lose(0);
        Assert.All(NvmlFixture.Read(meters[0]), r => Assert.Null(r));
        Assert.All(NvmlFixture.Read(meters[1]), r => Assert.NotNull(r));
    }

    [Fact]
    public void Read_OfTheCounterByItsField_GivesTheSameJoules()
    {
        using var nvml = new NvmlFixture("nvmlDeviceGetTotalEnergyConsumption");
        nvml.Library.AddBoard();
        var meter = nvml.Energy();
        Assert.Equal([5000.0, 310.0, 300.0], NvmlFixture.Read(meter));
        nvml.Library.SetBoard(0, "field.83.return", 999);
        Assert.Equal([null, 310.0, 300.0], NvmlFixture.Read(meter));
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
        Assert.Equal(
            (40, 68, 24, 40, 12, 8, 24),
            (Unsafe.SizeOf<NvmlFieldValue>(), Unsafe.SizeOf<NvmlPciInfo>(), Unsafe.SizeOf<NvmlMemory>(), Unsafe.SizeOf<NvmlMemoryV2>(),
                Unsafe.SizeOf<NvmlTemperature>(), Unsafe.SizeOf<NvmlUtilization>(), Unsafe.SizeOf<NvmlProcessInfo>()));
        var value = new NvmlFieldValue { ValueType = (NvmlValueType)type, UnsignedLong = bits };
        Assert.Equal(expected, value.Number);
        value.Return = NvmlReturn.NotSupported;
        Assert.Null(value.Number);
    }
}
