using Joulemark.Metering;
using Joulemark.Metering.Hwmon;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Metering.Hwmon;

public sealed class HwmonMeterProviderTests : IDisposable
{
    private const string Card = "0000:03:00.0";
    private const string OtherCard = "0000:83:00.0";
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Probe_OfAMachineWithoutChips_FindsAndMissesNothing()
    {
        var (channels, missing) = Probe();
        Assert.Empty(channels);
        Assert.Empty(missing);
    }

    [Fact]
    public void Amd_Card_IsAGpuWithItsAveragePower()
    {
        AddAmdCard(0, Card);
        _host.Sysfs.Write("class/hwmon/hwmon0/power1_input", "310000000").Write("class/hwmon/hwmon0/power1_cap_max", "750000000");

        using var meter = Single();
        var channel = Assert.Single(meter.Channels);

        Assert.Equal(
            ("amdgpu0", "hwmon", MachinePart.Gpu, ReadingKind.Power, Provenance.Integrated, false),
            (channel.Name, channel.Source, channel.Part, channel.Reading, channel.Provenance, channel.CrossCheck));
        Assert.Equal("pci:0000:03:00.0", channel.DeviceId);
        Assert.Equal(new Power(750), channel.MaxPower);
        Assert.Null(channel.AveragingSeconds);
        Assert.Contains("power1_average", channel.Description, StringComparison.Ordinal);
        Assert.True(meter.Pace.MayBlock);
        Assert.Equal(298.5, Read(meter)[0]);
    }

    [Fact]
    public void Amd_CardWithInstantPowerAlone_IsReadByThat()
    {
        _host.Sysfs.AddHwmon(0, "amdgpu", Card)
            .Write("class/hwmon/hwmon0/freq2_input", "900000000").Write("class/hwmon/hwmon0/power1_input", "310000000");
        using var meter = Single();
        Assert.Equal(310, Read(meter)[0]);
    }

    [Fact]
    public void Amd_Cards_AreNumberedByTheirBusAddress()
    {
        AddAmdCard(1, OtherCard);
        AddAmdCard(7, Card);
        Assert.Equal(["pci:0000:03:00.0", "pci:0000:83:00.0"], Probe().Channels.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => c.DeviceId));
    }

    [Theory]
    [InlineData("vddnb")]
    [InlineData("no memory clock")]
    [InlineData("MI300A")]
    public void Amd_Apu_IsNeverAGpuBesideTheCpu(string sign)
    {
        _host.Sysfs.AddHwmon(0, "amdgpu", Card).Write("class/hwmon/hwmon0/power1_average", "15000000");
        if (sign != "no memory clock")
            _host.Sysfs.Write("class/hwmon/hwmon0/freq2_input", "900000000");
        if (sign == "vddnb")
            _host.Sysfs.Write("class/hwmon/hwmon0/in1_input", "900");
        if (sign == "MI300A")
            _host.Sysfs.Write("class/hwmon/hwmon0/device/device", "0x74a0");

        var channel = Assert.Single(Probe().Channels);

        Assert.Equal(("amdgpu0-socket", MachinePart.Other, true), (channel.Name, channel.Part, channel.CrossCheck));
        Assert.Contains("its CPU included", channel.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("card", "pkg")]
    [InlineData(null, null)]
    public void Intel_Card_CountsTheCardAndChecksItByItsPackage(string? first, string? second)
    {
        _host.Sysfs.AddHwmon(0, "xe", Card)
            .Write("class/hwmon/hwmon0/energy1_input", "5000000").Write("class/hwmon/hwmon0/energy2_input", "4000000")
            .Write("class/hwmon/hwmon0/power1_rated_max", "190000000");
        if (first is not null)
            _host.Sysfs.Write("class/hwmon/hwmon0/energy1_label", first).Write("class/hwmon/hwmon0/energy2_label", second!);

        using var meter = Single();

        Assert.Equal(
            [("xe0", MachinePart.Gpu, Provenance.Counter, false), ("xe0-package", MachinePart.Other, Provenance.Counter, true)],
            meter.Channels.Select(c => (c.Name, c.Part, c.Provenance, c.CrossCheck)));
        Assert.All(meter.Channels, c => Assert.Null(c.WrapsAt)); // the driver adds the register up in 64 bits
        Assert.Equal(new Power(190), meter.Channels[0].MaxPower);
        Assert.Equal([5.0, 4.0], Read(meter));
    }

    [Fact]
    public void Intel_CardThatCountsItsPackageAlone_SaysWhatIsNotInIt()
    {
        _host.Sysfs.AddHwmon(0, "xe", Card).Write("class/hwmon/hwmon0/energy2_input", "4000000");

        var channel = Assert.Single(Probe().Channels);

        Assert.Equal(("xe0", MachinePart.Gpu, false), (channel.Name, channel.Part, channel.CrossCheck));
        Assert.Contains("without the card's memory", channel.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Intel_CardOfTheOlderDriver_HasANameThatReadsWell()
    {
        _host.Sysfs.AddHwmon(0, "i915", Card).Write("class/hwmon/hwmon0/energy1_input", "5000000")
            .AddHwmon(1, "i915_gt0", Card).Write("class/hwmon/hwmon1/energy1_input", "3000000");
        Assert.Equal(
            [("i915-0", MachinePart.Gpu, false), ("hwmon-i915_gt00-energy1", MachinePart.Other, true)],
            Probe().Channels.Select(c => (c.Name, c.Part, c.CrossCheck)));
    }

    [Fact]
    public void Intel_IntegratedGraphics_LieInsideTheCpuPackage()
    {
        _host.Sysfs.AddHwmon(0, "i915", "0000:00:02.0").Write("class/hwmon/hwmon0/energy1_input", "5000000");
        var channel = Assert.Single(Probe().Channels);
        Assert.Equal((MachinePart.CpuUncore, true), (channel.Part, channel.CrossCheck));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Grace_Superchip_HasItsModuleItsCpuAndTheirRails(bool olderDriver)
    {
        AddPowerMeter(0, "Module Power Socket 0", olderDriver);
        AddPowerMeter(1, "Grace Power Socket 0", olderDriver);
        AddPowerMeter(2, "CPU Power Socket 0", olderDriver);
        AddPowerMeter(3, "SysIO Power Socket 0", olderDriver);
        AddPowerMeter(4, "Grace Power Socket 1", olderDriver);

        var (channels, missing) = Probe();

        Assert.Empty(missing);
        Assert.Equal(
            [
                ("module0", MachinePart.GpuModule, "module0", false, true),
                ("cpu0-package", MachinePart.CpuPackage, "cpu0", true, false),
                ("cpu0-cores", MachinePart.CpuCores, "cpu0", false, true),
                ("cpu0-uncore", MachinePart.CpuUncore, "cpu0", false, true),
                ("cpu1-package", MachinePart.CpuPackage, "cpu1", true, false),
            ],
            channels.Select(c => (c.Name, c.Part, c.DeviceId!, c.IncludesDram, c.CrossCheck)));
        Assert.All(channels, c => Assert.Equal(0.05, c.AveragingSeconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Node Manager")]
    public void PowerMeter_OfAnotherFirmware_IsNotCalledTheNodesInput(string info)
    {
        AddPowerMeter(0, info);

        using var meter = Single();
        var channel = Assert.Single(meter.Channels);

        Assert.Equal(("hwmon-power_meter0-power1", MachinePart.Other, true), (channel.Name, channel.Part, channel.CrossCheck));
        Assert.Equal(1, channel.ReadEverySeconds);
        Assert.Equal(new MeterPace(TimeSpan.FromSeconds(1), MayBlock: true), meter.Pace);
    }

    [Fact]
    public void CorsairPsu_Total_IsOutputAndNeverCounted()
    {
        _host.Sysfs.AddHwmon(2, "corsairpsu").Write("class/hwmon/hwmon2/power1_input", "250000000").Write("class/hwmon/hwmon2/power2_input", "200000000");
        Assert.Equal(
            [("hwmon-corsairpsu0-power1", MachinePart.PsuOutput, true), ("hwmon-corsairpsu0-power2", MachinePart.Other, true)],
            Probe().Channels.Select(c => (c.Name, c.Part, c.CrossCheck)));
    }

    [Fact]
    public void AmdEnergy_Sockets_AreTheCpuPackagesAndItsCoresAreLeftOut()
    {
        _host.Sysfs.AddHwmon(0, "amd_energy")
            .Write("class/hwmon/hwmon0/energy1_input", "1000000").Write("class/hwmon/hwmon0/energy1_label", "Ecore000")
            .Write("class/hwmon/hwmon0/energy2_input", "9000000").Write("class/hwmon/hwmon0/energy2_label", "Esocket0");
        var channel = Assert.Single(Probe().Channels);
        Assert.Equal(("hwmon-amd_energy-cpu0", MachinePart.CpuPackage, "cpu0"), (channel.Name, channel.Part, channel.DeviceId));
    }

    [Theory]
    [InlineData("nouveau")]
    [InlineData("ina226")]
    [InlineData("zenpower")]
    public void Chip_OfAnyOtherDriver_IsRecordedAndNotCounted(string driver)
    {
        _host.Sysfs.AddHwmon(3, driver).Write("class/hwmon/hwmon3/power1_input", "12000000").Write("class/hwmon/hwmon3/power1_label", "Rail")
            .Write("class/hwmon/hwmon3/temp1_input", "45000").Write("class/hwmon/hwmon3/power1_cap", "99");
        var channel = Assert.Single(Probe().Channels);
        Assert.Equal(($"hwmon-{driver}0-power1", MachinePart.Other, true), (channel.Name, channel.Part, channel.CrossCheck));
        Assert.Contains("'Rail'", channel.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Chips_OfOneName_HaveChannelsOfTheirOwn()
    {
        foreach (var n in (int[])[2, 10, 1])
            _host.Sysfs.AddHwmon(n, "ina226").Write($"class/hwmon/hwmon{n}/power1_input", "12000000");
        Assert.Equal("hwmon-ina2260-power1 hwmon-ina2261-power1 hwmon-ina2262-power1", TestHost.Names(Probe().Channels));
    }

    [Fact]
    public void Sensor_ThatIsDenied_IsMissingWithThePartItWouldBe()
    {
        AddAmdCard(0, Card);
        _host.Sysfs.DenyFile("class/hwmon/hwmon0/power1_average");

        var (channels, missing) = Probe();

        Assert.Empty(channels);
        var one = Assert.Single(missing);
        Assert.Equal((MachinePart.Gpu, "hwmon", "pci:0000:03:00.0"), (one.Part, one.Source, one.DeviceId));
        Assert.Contains("permission denied", one.Reason, StringComparison.Ordinal);
        Assert.Contains("chmod a+r", one.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Sensor_OfADeviceThatSleeps_IsMissingAndNotZero()
    {
        AddAmdCard(0, Card);
        File.WriteAllText(Path.Combine(_host.Sysfs.Root, "class/hwmon/hwmon0/power1_average"), "");
        _host.Sysfs.Write("class/hwmon/hwmon0/device/power/runtime_status", "suspended");

        var one = Assert.Single(Probe().Missing);

        Assert.Contains("sleeps", one.Reason, StringComparison.Ordinal);
        Assert.Contains("echo on | sudo tee", one.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Sensor_ThatGivesNothing_IsMissingWithItsFile()
    {
        AddAmdCard(0, Card);
        _host.Sysfs.Write("class/hwmon/hwmon0/power1_average", "n/a");
        Assert.Contains("power1_average gives no number", Assert.Single(Probe().Missing).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0x1002", "0x120000", MachinePart.Gpu, "amdgpu")]
    [InlineData("0x1002", "0x030000", null, "amdgpu")]
    [InlineData("0x8086", "0x038000", MachinePart.Gpu, "xe")]
    public void Gpu_WithoutADriver_IsMissing(string vendor, string kind, MachinePart? part, string driver)
    {
        _host.Sysfs.AddPciDevice(Card, vendor, kind);

        var one = Assert.Single(Probe().Missing);

        Assert.Equal((part, "pci:0000:03:00.0"), (one.Part, one.DeviceId));
        Assert.Contains(Card, one.What, StringComparison.Ordinal);
        Assert.Contains($"modprobe {driver}", one.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0x8086", "0x030000", "0000:00:02.0")] // integrated graphics
    [InlineData("0x8086", "0x120000", "0000:00:0b.0")] // NPU
    [InlineData("0x8086", "0x020000", Card)] // network
    [InlineData("0x10de", "0x030200", Card)] // NVML's
    [InlineData("0x1a03", "0x030000", Card)] // a BMC's display
    public void Device_ThatDrawsNoPowerOfAGpu_IsNotMissed(string vendor, string kind, string address)
    {
        _host.Sysfs.AddPciDevice(address, vendor, kind);
        Assert.Empty(Probe().Missing);
    }

    [Fact]
    public void Gpu_WithAnAmdDriverAndPower_IsNotMissed()
    {
        _host.Sysfs.AddPciDevice(Card, "0x1002", "0x120000");
        AddAmdCard(0, Card);
        Assert.Empty(Probe().Missing);
    }

    [Fact]
    public void Read_OfTheSentinelOfAcpi_IsNull()
    {
        AddPowerMeter(0, "Grace Power Socket 0");
        using var meter = Single();
        Assert.NotNull(Read(meter)[0]);
        _host.Sysfs.Write("class/hwmon/hwmon0/power1_average", "4294967295000");
        Assert.Null(Read(meter)[0]);
    }

    [Fact]
    public void Read_OfADeviceThatFallsAsleep_IsNullUntilItWakes()
    {
        AddAmdCard(0, Card);
        using var meter = Single();
        var file = Path.Combine(_host.Sysfs.Root, "class/hwmon/hwmon0/power1_average");
        File.WriteAllText(file, "");
        Assert.Null(Read(meter)[0]);
        File.WriteAllText(file, "1000000\n");
        Assert.Equal(1, Read(meter)[0]);
    }

    private void AddAmdCard(int number, string address) => _host.Sysfs.AddHwmon(number, "amdgpu", address)
        .Write($"class/hwmon/hwmon{number}/freq2_input", "900000000").Write($"class/hwmon/hwmon{number}/power1_average", "298500000");

    /// <summary>The driver's older style has its attributes with the device, the newer with the chip.</summary>
    private void AddPowerMeter(int number, string info, bool olderDriver = false)
    {
        var directory = $"class/hwmon/hwmon{number}{(olderDriver ? "/device" : "")}";
        _host.Sysfs.AddHwmon(number, "power_meter")
            .Write($"{directory}/power1_average", "150000000").Write($"{directory}/power1_average_interval", "50").Write($"{directory}/power1_oem_info", info);
    }

    private IMeter Single() => Assert.Single(new HwmonMeterProvider().Probe(_host.ToHost()).Meters);

    private (IReadOnlyList<Channel> Channels, IReadOnlyList<MissingMeter> Missing) Probe()
    {
        var probe = new HwmonMeterProvider().Probe(_host.ToHost());
        var channels = probe.Meters.SelectMany(m => m.Channels).ToArray();
        foreach (var meter in probe.Meters)
            meter.Dispose();
        return (channels, probe.Missing);
    }

    private static double?[] Read(IMeter meter)
    {
        var readings = new double?[meter.Channels.Count];
        meter.Read(readings);
        return readings;
    }
}
