using Joulemark.Metering;
using Joulemark.Metering.Rapl;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Metering.Rapl;

public sealed class RaplMeterProviderTests : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Probe_OfTwoPackages_FindsEveryDomainUnderItsPackage()
    {
        _host.Sysfs
            .AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("core", "intel-rapl:0:0")
            .AddRaplZone("uncore", "intel-rapl:0:1").AddRaplZone("dram", "intel-rapl:0:2")
            .AddRaplZone("package-1", "intel-rapl:1").AddRaplZone("dram", "intel-rapl:1:0")
            .AddRaplZone("psys", "intel-rapl:2");

        var (channels, missing) = Probe();

        Assert.Empty(missing);
        Assert.Equal(
            [
                ("cpu0-package", MachinePart.CpuPackage, 0, false), ("cpu0-cores", MachinePart.CpuCores, 0, true),
                ("cpu0-uncore", MachinePart.CpuUncore, 0, true), ("cpu0-dram", MachinePart.Dram, 0, false),
                ("cpu1-package", MachinePart.CpuPackage, 1, false), ("cpu1-dram", MachinePart.Dram, 1, false),
                ("platform", MachinePart.Platform, 0, true),
            ],
            channels.Select(c => (c.Name, c.Part, c.Device, c.CrossCheck)));
        Assert.All(channels, c =>
        {
            Assert.Equal(("rapl", Provenance.Counter, ReadingKind.EnergyCounter), (c.Source, c.Provenance, c.Reading));
            Assert.InRange(c.GainUncertainty, 0.05, 0.5);
            Assert.Contains("doi", c.GainSource, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Probe_OfDies_NamesEachDie()
    {
        _host.Sysfs
            .AddRaplZone("package-0-die-0", "intel-rapl:0", microjoules: 7_000_000).AddRaplZone("package-0-die-1", "intel-rapl:1", microjoules: 8_000_000)
            .AddRaplZone("dram", "intel-rapl:1:0");

        var (channels, missing) = Probe();

        Assert.Empty(missing);
        Assert.Equal("cpu0-die0-package cpu0-die1-package cpu0-die1-dram", TestHost.Names(channels));
        Assert.Equal(["cpu0-die0", "cpu0-die1", "cpu0-die1"], channels.Select(c => c.DeviceId));
    }

    [Fact]
    public void Probe_OfDiesThatMirrorOneCounter_CountsThePackageOnceAndSaysSo()
    {
        // Seen on AMD: each die shows the one register of its package. The second package has dies of its own.
        _host.Sysfs
            .AddRaplZone("package-0-die-0", "intel-rapl:0", microjoules: 7_000_000).AddRaplZone("package-0-die-1", "intel-rapl:1", microjoules: 7_000_000)
            .AddRaplZone("package-1-die-0", "intel-rapl:2", microjoules: 7_000_000).AddRaplZone("package-1-die-1", "intel-rapl:3", microjoules: 9_000_000);

        var (channels, missing) = Probe();

        Assert.Equal("cpu0-package cpu1-die0-package cpu1-die1-package", TestHost.Names(channels));
        Assert.Equal(["cpu0", "cpu1-die0", "cpu1-die1"], channels.Select(c => c.DeviceId));
        var one = Assert.Single(missing);
        Assert.Contains("intel-rapl:1", one.What, StringComparison.Ordinal);
        Assert.Null(one.Part);
    }

    [Fact]
    public void Probe_OfDiesThatCountNothingYet_TakesNoneForAMirror()
    {
        _host.Sysfs
            .AddRaplZone("package-0-die-0", "intel-rapl:0", microjoules: 0).AddRaplZone("package-0-die-1", "intel-rapl:1", microjoules: 0);
        Assert.Equal("cpu0-die0-package cpu0-die1-package", TestHost.Names(Probe().Channels));
    }

    [Fact]
    public void Probe_OnAmd_LeavesOutTheZoneThatIsOneCoreAlone()
    {
        _host.Procfs.SetCpu("AMD EPYC 9654 96-Core Processor");
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("core", "intel-rapl:0:0");
        Assert.Equal("cpu0-package", TestHost.Names(Probe().Channels));
    }

    [Fact]
    public void Probe_OfMoreThanNineZones_ReadsTheirNumbersAsHexadecimal()
    {
        // Added in text order, in which "10" comes before "9" and "a".
        foreach (var id in (string[])["10", "9", "a", "f"])
            _host.Sysfs.AddRaplZone($"package-{Convert.ToInt32(id, 16)}", $"intel-rapl:{id}");
        _host.Sysfs.AddRaplZone("dram", "intel-rapl:a:0");

        Assert.Equal("cpu9-package cpu10-package cpu10-dram cpu15-package cpu16-package", TestHost.Names(Probe().Channels));
    }

    [Fact]
    public void Probe_WithMmioZones_LeavesTheDuplicateOut()
    {
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("package-0", "intel-rapl-mmio:0");

        var (channels, missing) = Probe();

        Assert.Equal("cpu0-package", Assert.Single(channels).Name);
        Assert.Empty(missing);
    }

    [Fact]
    public void Probe_WithTwoZonesForOnePackage_CountsItOnceAndSaysSo()
    {
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("package-0", "intel-rapl:1");

        var (channels, missing) = Probe();

        Assert.Single(channels);
        Assert.Contains("cpu0-package", Assert.Single(missing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_WithAnUnknownDomain_GivesItNoChannel()
    {
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("flux", "intel-rapl:0:0").AddRaplZone("moon", "intel-rapl:1");
        Assert.Equal("cpu0-package", Assert.Single(Probe().Channels).Name);
    }

    [Theory]
    [InlineData(262143328850UL, 262143.32885)]
    [InlineData(65532610987UL, 65532.610987)]
    public void Channel_OfAZoneWithRange_WrapsThere(ulong rangeMicrojoules, double joules)
    {
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0", rangeMicrojoules);
        Assert.Equal(new Energy(joules), Assert.Single(Probe().Channels).WrapsAt);
    }

    [Fact]
    public void Channel_OfAZoneWithoutRange_ClaimsNoWrapAndNoResolution()
    {
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0", rangeMicrojoules: null);
        var channel = Assert.Single(Probe().Channels);
        Assert.Null(channel.WrapsAt);
        Assert.Null(channel.Resolution);
    }

    [Theory]
    [InlineData(262143328850UL, 14)]
    [InlineData(65532610987UL, 16)]
    public void Channel_OfAZoneWithRange_HasTheStepOfItsRegister(ulong rangeMicrojoules, int unit)
    {
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0", rangeMicrojoules);
        Assert.Equal(Math.Pow(2, -unit), Assert.Single(Probe().Channels).Resolution!.Value, 1e-8);
    }

    [Fact]
    public void Channel_OfAPackageAndItsMemory_NamesOneDevice()
    {
        _host.Sysfs.AddRaplZone("package-1", "intel-rapl:1").AddRaplZone("dram", "intel-rapl:1:0").AddRaplZone("psys-1", "intel-rapl:2");
        Assert.Equal(["cpu1", "cpu1", "cpu1"], Probe().Channels.Select(c => c.DeviceId));
    }

    [Fact]
    public void Channel_OnAmd_HasAWiderBoundThanOnIntel()
    {
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0");
        _host.Procfs.SetCpu("Intel(R) Xeon(R) Platinum 8480+");
        var intel = Assert.Single(Probe().Channels).GainUncertainty;
        _host.Procfs.SetCpu("AMD EPYC 9654 96-Core Processor");
        Assert.True(Assert.Single(Probe().Channels).GainUncertainty > intel);
    }

    [Fact]
    public void Channel_InAVirtualMachineThatHasZones_SaysWhoReportsIt()
    {
        _host.Procfs.SetCpu("Intel(R) Xeon(R) Platinum 8480+", isVirtual: true);
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0");
        Assert.Contains("hypervisor", Assert.Single(Probe().Channels).Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_WithoutPermission_SaysWhichFileAndTheCommand()
    {
        _host.Sysfs
            .AddRaplZone("package-0", "intel-rapl:0").Deny("intel-rapl:0")
            .AddRaplZone("dram", "intel-rapl:0:0").Deny("intel-rapl:0:0");

        var (channels, missing) = Probe();

        Assert.Empty(channels);
        var one = Assert.Single(missing);
        Assert.Contains("package-0, package-0 dram", one.What, StringComparison.Ordinal);
        Assert.Contains("CVE-2020-8694", one.Reason, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_host.Sysfs.Powercap, "intel-rapl:0/energy_uj"), one.Reason, StringComparison.Ordinal);
        Assert.Contains($"sudo chmod a+r {_host.Sysfs.Powercap}/intel-rapl*/energy_uj", one.Remedy, StringComparison.Ordinal);
        Assert.Contains("CAP_DAC_READ_SEARCH", one.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_WithAFileOfMode0_IsDeniedToo()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read a file of mode 0; the other test plays this case for root");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no file modes on Windows");
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(_host.Sysfs.Powercap, "intel-rapl:0/energy_uj"), UnixFileMode.None);

        Assert.Contains("permission denied", Assert.Single(Probe().Missing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_WithOneDeniedZone_KeepsTheOthers()
    {
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("dram", "intel-rapl:0:0").Deny("intel-rapl:0:0");

        var (channels, missing) = Probe();

        Assert.Equal("cpu0-package", Assert.Single(channels).Name);
        Assert.Contains("dram", Assert.Single(missing).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_OfACounterThatGivesNothing_IsMissingAndNotZero()
    {
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0");
        _host.Sysfs.FailReads("intel-rapl:0");

        var (channels, missing) = Probe();

        Assert.Empty(channels);
        Assert.Contains("no number", Assert.Single(missing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_InAMaskedContainer_SaysThatTheMachineHasIt()
    {
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("dram", "intel-rapl:0:0").Mask();

        var (channels, missing) = Probe();

        Assert.Empty(channels);
        var one = Assert.Single(missing);
        Assert.Contains("masked in this container", one.Reason, StringComparison.Ordinal);
        Assert.Contains("JOULEMARK_SYSFS", one.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_WithATmpfsOverTheClass_SaysMasked()
    {
        _host.Sysfs.AddPowercap();
        _host.Procfs.SetMounts(_host.Sysfs.Powercap);
        Assert.Contains("masked", Assert.Single(Probe().Missing).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Probe_InAVirtualMachine_SaysSo(bool withMask)
    {
        _host.Procfs.SetCpu("AMD EPYC-Milan Processor", isVirtual: true);
        _host.Sysfs.AddPowercap();
        if (withMask)
            _host.Procfs.SetMounts(_host.Sysfs.Powercap);

        Assert.Contains("virtual machine", Assert.Single(Probe().Missing).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "driver is not loaded")]
    [InlineData(false, "no powercap support")]
    public void Probe_WithoutDriver_SaysWhatIsMissing(bool hasPowercap, string reason)
    {
        Assert.SkipUnless(
            System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.X64,
            "other architectures have their own reason");
        _host.Procfs.SetCpu("Intel(R) Xeon(R) Platinum 8480+");
        if (hasPowercap)
            _host.Sysfs.AddPowercap();

        var one = Assert.Single(Probe().Missing);

        Assert.Contains(reason, one.Reason, StringComparison.Ordinal);
        Assert.Contains("modprobe intel_rapl_msr", one.Remedy, StringComparison.Ordinal);
    }

    private (IReadOnlyList<Channel> Channels, IReadOnlyList<MissingMeter> Missing) Probe()
    {
        var probe = new RaplMeterProvider().Probe(_host.ToHost());
        var channels = probe.Meters.SelectMany(m => m.Channels).ToArray();
        foreach (var meter in probe.Meters)
            meter.Dispose();
        return (channels, probe.Missing);
    }
}
