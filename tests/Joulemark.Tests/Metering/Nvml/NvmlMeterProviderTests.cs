using Joulemark.Machines.Nvidia;
using Joulemark.Metering.Nvml;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Metering.Nvml;

public sealed class NvmlMeterProviderTests
{
    [Fact]
    public void Probe_OfAFullBoard_GivesTheCounterAndItsPowerAsACheck()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();

        var probe = nvml.Probe();

        Assert.Empty(probe.Missing);
        var meter = Assert.Single(NvmlFixture.Energies(probe));
        Assert.Null(meter.Pace.Period); // the run's rate is faster than its sensors
        var channels = meter.Channels;
        Assert.Equal("gpu0 gpu0-power gpu0-average", TestHost.Names(channels));
        Assert.Equal((Provenance.Counter, ReadingKind.EnergyCounter, false), (channels[0].Provenance, channels[0].Reading, channels[0].CrossCheck));
        Assert.Equal((Provenance.Integrated, ReadingKind.Power, true), (channels[1].Provenance, channels[1].Reading, channels[1].CrossCheck));
        Assert.Equal((Provenance.Integrated, ReadingKind.Power, true), (channels[2].Provenance, channels[2].Reading, channels[2].CrossCheck));
        Assert.Equal([null, 0.025, 1.0], channels.Select(c => c.AveragingSeconds));
        Assert.All(channels, c =>
        {
            Assert.Equal(("nvml", MachinePart.Gpu, 0), (c.Source, c.Part, c.Device));
            Assert.Equal(new Power(700), c.MaxPower);
            Assert.Equal(0.05, c.GainUncertainty);
            Assert.Equal(0.1, c.UpdatePeriodSeconds);
            Assert.Null(c.WrapsAt);
            Assert.Equal(0.001, c.Resolution);
            Assert.Equal("GPU-00000000-0000-0000-0000-000000000000", c.DeviceId);
            Assert.Null(c.Node);
            Assert.Contains("NVIDIA H100 80GB HBM3, Hopper, GPU-", c.Description, StringComparison.Ordinal);
        });
        Assert.Contains("instant power", channels[1].Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_OfTwoBoards_GivesEachItsMeter()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(1, "energy_mj", "9000");

        var meters = nvml.Energies();

        Assert.Equal("gpu0 gpu0-power gpu0-average gpu1 gpu1-power gpu1-average", TestHost.Names(meters.SelectMany(m => m.Channels)));
        Assert.Equal(9.0, NvmlFixture.Read(meters[1])[0]);
        Assert.Equal(["nvml gpu0", "nvml gpu1"], meters.Select(m => m.Pace.Lane)); // one that hangs in the driver delays no other
    }

    [Fact]
    public void Probe_OfABoardWithoutCounter_MakesItsPowerTheBoardsChannel()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "energy_mj", null);

        var channels = nvml.Energy().Channels;

        Assert.Equal("gpu0 gpu0-average", TestHost.Names(channels));
        var channel = channels[0];
        Assert.Equal(
            ("gpu0", Provenance.Integrated, ReadingKind.Power, false),
            (channel.Name, channel.Provenance, channel.Reading, channel.CrossCheck));
    }

    [Fact]
    public void Probe_WhenTheCallSucceedsAndTheFieldDoesNot_TakesTheOlderFunction()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "field.186.return", "3");

        var meter = nvml.Energy();

        Assert.Equal("gpu0 gpu0-power", TestHost.Names(meter.Channels));
        Assert.Equal(300.0, NvmlFixture.Read(meter)[1]);
        Assert.Equal(1.0, meter.Channels[1].AveragingSeconds);
        Assert.Contains("averaged over 1000 ms", meter.Channels[1].Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nvmlDeviceGetTotalEnergyConsumption", "gpu0 gpu0-power gpu0-average")] // by field 83 then
    [InlineData("nvmlDeviceGetFieldValues", "gpu0 gpu0-power")]
    [InlineData("nvmlDeviceGetPowerUsage", "gpu0 gpu0-power gpu0-average")]
    [InlineData("nvmlDeviceGetPowerManagementLimitConstraints", "gpu0 gpu0-power gpu0-average")]
    [InlineData("nvmlDeviceGetMigMode", "gpu0 gpu0-power gpu0-average")]
    [InlineData("nvmlDeviceGetPciInfo_v3", "gpu0 gpu0-power gpu0-average")]
    [InlineData("nvmlDeviceGetVbiosVersion", "gpu0 gpu0-power gpu0-average")]
    [InlineData("nvmlSystemGetDriverVersion", "gpu0 gpu0-power gpu0-average")]
    [InlineData("nvmlDeviceGetArchitecture", "gpu0 gpu0-power")] // nothing known of its sensors: an average might be the same one
    public void Probe_WithoutASymbol_LosesOnlyWhatThatGives(string symbol, string names)
    {
        using var nvml = new NvmlFixture(symbol);
        nvml.Library.AddBoard();

        var probe = nvml.Probe();

        Assert.Empty(probe.Missing);
        var meter = Assert.Single(NvmlFixture.Energies(probe));
        Assert.Equal(names, TestHost.Names(meter.Channels));
        Assert.All(NvmlFixture.Read(meter), r => Assert.True(r > 0));
    }

    [Fact]
    public void Probe_WithTwoUnequalBoards_AsksEachForItself()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.AddBoard();
        nvml.Library.SetReturn(0, "nvmlDeviceGetTotalEnergyConsumption", (int)NvmlReturn.NotSupported);
        nvml.Library.SetBoard(0, "field.83.return", (double)NvmlReturn.NotSupported);
        nvml.Library.SetReturn(1, "nvmlDeviceGetFieldValues", (int)NvmlReturn.NotSupported);
        nvml.Library.SetReturn(1, "nvmlDeviceGetPowerUsage", (int)NvmlReturn.NotSupported);

        var channels = nvml.Energies().SelectMany(m => m.Channels).ToArray();

        Assert.Equal([("gpu0", ReadingKind.Power), ("gpu0-average", ReadingKind.Power), ("gpu1", ReadingKind.EnergyCounter)], channels.Select(c => (c.Name, c.Reading)));
    }

    [Fact]
    public void Probe_OfABoardWithoutAnySensor_IsMissing()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        foreach (var key in (string[])["energy_mj", "power_mw", "instant_mw"])
            nvml.Library.SetBoard(0, key, null);

        var probe = nvml.Probe();

        Assert.Empty(probe.Meters);
        Assert.Contains("neither an energy counter nor a power", Assert.Single(probe.Missing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_OfABoardThatReportsZeroWatts_TakesThatForNoReading()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "power_mw", "0");
        nvml.Library.SetBoard(0, "instant_mw", "0");

        Assert.Equal("gpu0", TestHost.Names(nvml.Energy().Channels));
    }

    [Fact]
    public void Probe_OfACounterThatNeverCounts_TakesThePower()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "energy_mj", "0");

        var channel = nvml.Energy().Channels[0];

        Assert.Equal(("gpu0", ReadingKind.Power, false), (channel.Name, channel.Reading, channel.CrossCheck));
    }

    [Fact]
    public void Probe_OfACounterThatHasJustBegun_WaitsForItsFirstCount()
    {
        // Without persistence mode the first call loads the driver, and the counter stands at 0 until its first update.
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "energy_mj", "0");
        nvml.Library.SetWaveform(0, (0, 100), (10, 0));
        nvml.Library.SetBoard(0, "counter_update_ms", 100);
        nvml.Library.Set("origin_s", (System.Diagnostics.Stopwatch.GetTimestamp() / (double)System.Diagnostics.Stopwatch.Frequency).ToString("R", System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(ReadingKind.EnergyCounter, nvml.Energy().Channels[0].Reading);
    }

    [Fact]
    public void Probe_OfABoardWithoutUuid_KnowsItByItsPlaceOnTheBus()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "uuid", null);
        nvml.Library.SetBoard(0, "pci", "00000000:4A:00.0");
        Assert.All(nvml.Energy().Channels, c => Assert.Equal("pci:0000:4a:00.0", c.DeviceId));
        nvml.Library.SetBoard(0, "pci", "00010000:4A:00.0");
        Assert.All(nvml.Energy().Channels, c => Assert.Equal("pci:10000:4a:00.0", c.DeviceId));
    }

    [Fact]
    public void Probe_Again_SeesABoardThatCameAndOneThatWent()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        Assert.Single(nvml.Energies());
        nvml.Library.AddBoard();
        Assert.Equal(2, nvml.Energies().Count);
        nvml.Library.Set("count", "1");
        Assert.Single(nvml.Energies());
    }

    [Fact]
    public void Probe_OfABoardWithMig_SaysThatItIsTheWholeBoard()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "mig", "1");

        var probe = nvml.Probe();

        Assert.All(probe.Meters.SelectMany(m => m.Channels), c => Assert.Contains("MIG is on: the whole board", c.Description, StringComparison.Ordinal));
        var missing = Assert.Single(probe.Missing);
        Assert.Equal(("energy of gpu0's MIG instances", null), (missing.What, missing.Part)); // the board itself can be measured
        Assert.Contains("nvidia-smi -i 0 -mig 0", missing.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_WhenABoardDoesNotOpen_KeepsTheOthers()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.AddBoard();
        nvml.Library.Lose(0);

        var probe = nvml.Probe();

        Assert.Equal("gpu1", Assert.Single(NvmlFixture.Energies(probe)).Channels[0].Name);
        Assert.Contains("15 (GPU is lost)", Assert.Single(probe.Missing).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(18, "18 (Driver/library version mismatch)", "reboot")]
    [InlineData(4, "4 (Insufficient Permissions)", "/dev/nvidiactl")]
    [InlineData(9, "9 (Driver Not Loaded)", "modprobe nvidia")]
    [InlineData(999, "999 (Unknown Error)", "nvidia-smi")]
    public void Probe_WhenInitFails_GivesNvmlsCodeAndARemedy(int code, string reason, string remedy)
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.Set("init", code.ToString(System.Globalization.CultureInfo.InvariantCulture));

        var probe = nvml.Probe();

        Assert.Empty(probe.Meters);
        var missing = Assert.Single(probe.Missing);
        Assert.Contains(reason, missing.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, missing.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_WithoutErrorStrings_StillNamesTheCode()
    {
        using var nvml = new NvmlFixture("nvmlErrorString");
        nvml.Library.Set("init", "9");
        Assert.Contains("9 (DriverNotLoaded)", Assert.Single(nvml.Probe().Missing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_WithoutBoards_IsMissing()
    {
        using var nvml = new NvmlFixture();
        Assert.Contains("no GPU", Assert.Single(nvml.Probe().Missing).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "no NVIDIA driver")]
    [InlineData(false, "no NVIDIA GPU on its PCI bus")]
    public void Probe_WithoutLibrary_SaysWhetherThereIsABoard(bool hasBoard, string reason)
    {
        using var host = new TestHost();
        host.Sysfs.AddPciDevice("0000:00:1f.0", "0x8086", "0x060100").AddPciDevice("0000:02:00.1", "0x10de", "0x040300");
        if (hasBoard)
            host.Sysfs.AddPciDevice("0000:01:00.0", "0x10de", "0x030200");

        var probe = new NvmlMeterProvider().Probe(host.ToHost());

        Assert.Empty(probe.Meters);
        Assert.Contains(reason, Assert.Single(probe.Missing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_WithoutLibrary_NamesEachBoardByItsPlaceOnTheBus()
    {
        using var host = new TestHost();
        host.Sysfs.AddPciDevice("0000:c1:00.0", "0x10de", "0x030200").AddPciDevice("0000:41:00.0", "0x10de", "0x030200").AddPciDevice("0000:03:00.0", "0x1002", "0x038000");
        Assert.Equal(
            [(MachinePart.Gpu, "pci:0000:41:00.0"), (MachinePart.Gpu, "pci:0000:c1:00.0")],
            new NvmlMeterProvider().Probe(host.ToHost()).Missing.Select(m => (m.Part!.Value, m.DeviceId)));
    }

    [Theory]
    [InlineData(new[] { "0000:01:00.0", "0000:02:00.0" }, "pci:0000:01:00.0")]
    [InlineData(new[] { "0000:01:00.0", "0000:02:00.0", "0000:03:00.0" }, null)] // one that this user is not given: which is it?
    [InlineData(new string[0], null)]
    public void Probe_WhenABoardDoesNotOpen_KnowsItByThoseThatDo(string[] bus, string? expected)
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.AddBoard();
        nvml.Library.Lose(0);
        foreach (var address in bus)
            nvml.Sysfs.AddPciDevice(address, "0x10de", "0x030200");
        Assert.Equal(expected, Assert.Single(nvml.Probe().Missing).DeviceId);
    }

    [Fact]
    public void Probe_InAContainerWithOneOfTwoBoards_KnowsOfTheOther()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard(); // at 0000:01:00.0
        nvml.Sysfs.AddPciDevice("0000:01:00.0", "0x10de", "0x030200").AddPciDevice("0000:02:00.0", "0x10de", "0x030200");
        var hidden = Assert.Single(nvml.Probe().Missing);
        Assert.Equal(("pci:0000:02:00.0", true), (hidden.DeviceId, hidden.IsHidden));
    }

    [Fact]
    public void Probe_WhenInitFails_NamesEachBoardByItsPlaceOnTheBus()
    {
        using var nvml = new NvmlFixture();
        nvml.Sysfs.AddPciDevice("0000:01:00.0", "0x10de", "0x030200").AddPciDevice("0000:02:00.0", "0x10de", "0x030200");
        nvml.Library.Set("init", "9");
        Assert.Equal(["pci:0000:01:00.0", "pci:0000:02:00.0"], nvml.Probe().Missing.Select(m => m.DeviceId));
    }

    [Fact]
    public void Probe_OfALibraryThatIsNone_IsMissing()
    {
        using var host = new TestHost();
        host.NvmlLibrary = Path.Combine(host.Sysfs.Root, "libnvidia-ml.so.1");
        File.WriteAllText(host.NvmlLibrary, "not a library");
        Assert.Single(new NvmlMeterProvider().Probe(host.ToHost()).Missing);
    }
}
