using Joulemark.Machines.Nvidia;
using Joulemark.Metering.Nvml;
using Joulemark.Metrology;
using Xunit;

namespace Joulemark.Tests.Metering.Nvml;

public sealed class NvmlCapabilitiesTests
{
    [Fact]
    public void Ask_OfAFullBoard_TellsAllOfIt()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();

        var board = Ask(nvml);

        Assert.Equal(
            ("NVIDIA H100 80GB HBM3", "GPU-00000000-0000-0000-0000-000000000000", "0000:01:00.0", "96.00.89.00.01", "580.65.06", NvmlArchitecture.Hopper),
            (board.Name, board.Uuid, board.PciAddress, board.VbiosVersion, board.DriverVersion, board.Architecture));
        Assert.Equal((false, true, true), (board.MigEnabled, board.Persistence, board.Ecc));
        Assert.Equal((new Power(700), null), (board.MaxPower, board.MaxModulePower));
        Assert.Equal(new NvmlPower(NvmlPowerReading.InstantField), board.Power);
        Assert.Equal(new NvmlPower(NvmlPowerReading.AverageField), board.Average);
        Assert.Equal((null, null, NvmlModule.None), (board.MemoryPower, board.ModulePower, board.Module));
    }

    [Fact]
    public void Ask_OfABoardThatTellsLittle_LeavesTheRestOpen()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        foreach (var key in (string[])["name", "uuid", "pci", "vbios", "arch", "max_mw", "mig", "persistence", "ecc"])
            nvml.Library.SetBoard(0, key, null);
        nvml.Library.Set("driver", null);

        var board = Ask(nvml);

        Assert.Equal(
            (null, null, null, null, null, null, null),
            (board.Name, board.Uuid, board.PciAddress, board.VbiosVersion, board.DriverVersion, board.Architecture, board.DeviceId));
        Assert.Equal((false, null, null, null), (board.MigEnabled, board.Persistence, board.Ecc, board.MaxPower));
        Assert.Equal("GPU 3", board.Describe(3));
        Assert.True(board.HasEnergy);
    }

    [Theory]
    [InlineData("nvmlDeviceGetPersistenceMode")]
    [InlineData("nvmlDeviceGetEccMode")]
    [InlineData("nvmlDeviceGetVbiosVersion")]
    [InlineData("nvmlDeviceGetPciInfo_v3")]
    public void Ask_OfADriverWithoutAFunction_LosesThatAlone(string symbol)
    {
        using var nvml = new NvmlFixture(symbol);
        nvml.Library.AddBoard();
        var board = Ask(nvml);
        Assert.Single(new object?[] { board.Persistence, board.Ecc, board.VbiosVersion, board.PciAddress }, v => v is null);
    }

    private static NvmlCapabilities Ask(NvmlFixture nvml)
    {
        using var library = NvmlLibrary.TryOpen(nvml.Paths.NvmlLibrary, out _)!;
        Assert.Equal(NvmlReturn.Success, library.OpenBoard(0, out var device));
        return NvmlBoardProbe.Ask(device!, library.DriverVersion);
    }
}
