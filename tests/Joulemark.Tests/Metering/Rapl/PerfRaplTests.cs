using Joulemark.Machines;
using Joulemark.Metering;
using Joulemark.Metering.Rapl;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Metering.Rapl;

/// <summary>
/// RAPL by perf_event, through the real system call: the fake PMU names the kernel's CPU clock, whose nanoseconds the fake
/// scale turns into joules.
/// </summary>
public sealed class PerfRaplTests : IDisposable
{
    private const int CpuClock = 1;
    private const int NoSuchPmu = 999_999;
    private const double Nano = 1e-9;
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Probe_WherePerfEventIsAllowed_ReadsARealCounterThatRises()
    {
        SkipUnlessAllowed();
        _host.Sysfs.AddCpu(0, package: 0).AddPowerPmu(CpuClock, "0", Nano, "energy-pkg");
        using var meter = Assert.Single(Provide().Meters);

        var first = Read(meter)[0];
        var last = first;
        for (var i = 0; i < 1_000_000 && last <= first; i++)
            last = Read(meter)[0];

        Assert.True(last > first);
        Assert.InRange(last!.Value, 0, 600); // a clock's seconds, as joules of one watt
    }

    [Fact]
    public void Channels_OfPerfEvent_AreThoseOfPowercap()
    {
        SkipUnlessAllowed();
        _host.Sysfs
            .AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("core", "intel-rapl:0:0").AddRaplZone("dram", "intel-rapl:0:1")
            .AddRaplZone("psys", "intel-rapl:1");
        var (powercap, _) = Probe();
        _host.Sysfs.AddCpu(0, package: 0).AddPowerPmu(CpuClock, "0", Nano, "energy-pkg", "energy-cores", "energy-ram", "energy-psys");
        var (perf, missing) = Probe();

        Assert.Empty(missing);
        Assert.All(powercap, c => Assert.Contains("by powercap", c.Description, StringComparison.Ordinal));
        Assert.All(perf, c => Assert.Contains("by perf_event", c.Description, StringComparison.Ordinal));
        Assert.All(powercap, c => Assert.NotNull(c.WrapsAt));
        Assert.All(perf, c => Assert.Null(c.WrapsAt)); // the kernel follows the wraps
        Assert.Equal(
            powercap.Select(c => c with { Description = null, WrapsAt = null }).OrderBy(c => c.Name, StringComparer.Ordinal),
            perf.Select(c => c with { Description = null }).OrderBy(c => c.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void Probe_WherePowercapIsDenied_NeedsItNoMore()
    {
        SkipUnlessAllowed();
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0").Deny("intel-rapl:0").AddCpu(0, package: 0).AddPowerPmu(CpuClock, "0", Nano, "energy-pkg");

        var (channels, missing) = Probe();

        Assert.Equal("cpu0-package", TestHost.Names(channels));
        Assert.Empty(missing);
    }

    [Fact]
    public void Probe_WherePowercapIsMasked_NeedsItNoMore()
    {
        SkipUnlessAllowed();
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0").Mask().AddCpu(0, package: 0).AddPowerPmu(CpuClock, "0", Nano, "energy-pkg");

        var (channels, missing) = Probe();

        Assert.Equal("cpu0-package", TestHost.Names(channels));
        Assert.Empty(missing);
    }

    [Fact]
    public void Probe_WherePerfEventLacksTheMemory_ReadsAllByPowercap()
    {
        _host.Sysfs
            .AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("dram", "intel-rapl:0:0")
            .AddCpu(0, package: 0).AddPowerPmu(CpuClock, "0", Nano, "energy-pkg");

        var (channels, missing) = Probe();

        Assert.Equal("cpu0-package cpu0-dram", TestHost.Names(channels));
        Assert.All(channels, c => Assert.Contains("by powercap", c.Description, StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [Fact]
    public void Probe_OfTwoPackages_ReadsEachOnItsCpu()
    {
        SkipUnlessAllowed(cpus: 2);
        _host.Sysfs.AddCpu(0, package: 0).AddCpu(1, package: 1).AddPowerPmu(CpuClock, "0-1", Nano, "energy-pkg", "energy-ram", "energy-psys");

        var (channels, _) = Probe();

        Assert.Equal("cpu0-package cpu0-dram platform cpu1-package cpu1-dram platform1", TestHost.Names(channels));
        Assert.Equal(["cpu0", "cpu0", "cpu0", "cpu1", "cpu1", "cpu1"], channels.Select(c => c.DeviceId));
        Assert.Contains("energy-pkg on CPU 1", channels[3].Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_OfTwoDies_NamesEachDieAndOnePlatform()
    {
        SkipUnlessAllowed(cpus: 2);
        _host.Sysfs.AddCpu(0, package: 0, die: 0).AddCpu(1, package: 0, die: 1).AddPowerPmu(CpuClock, "0,1", Nano, "energy-pkg", "energy-psys");
        Assert.Equal("cpu0-die0-package platform cpu0-die1-package", TestHost.Names(Probe().Channels));
    }

    [Fact]
    public void Probe_OfTwoDiesOnAmd_ReadsThePackageOnce()
    {
        SkipUnlessAllowed(cpus: 2);
        _host.Procfs.SetCpu("AMD EPYC 9654 96-Core Processor");
        _host.Sysfs
            .AddRaplZone("package-0-die-0", "intel-rapl:0").AddRaplZone("package-0-die-1", "intel-rapl:1")
            .AddCpu(0, package: 0, die: 0).AddCpu(1, package: 0, die: 1).AddPowerPmu(CpuClock, "0,1", Nano, "energy-pkg");

        var channel = Assert.Single(Probe().Channels);

        Assert.Equal(("cpu0-package", "cpu0"), (channel.Name, channel.DeviceId));
        Assert.Contains("perf_event", channel.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_OfDiesThatNobodyNames_LeavesItToPowercap()
    {
        _host.Sysfs
            .AddCpu(0, package: 0, die: null).AddCpu(1, package: 0, die: null).AddPowerPmu(CpuClock, "0,1", Nano, "energy-pkg")
            .AddRaplZone("package-0", "intel-rapl:0");
        Assert.Contains("by powercap", Assert.Single(Probe().Channels).Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("energy-pkg.unit", "Watts")]
    [InlineData("energy-pkg.scale", "much")]
    [InlineData("energy-pkg", "umask=2")]
    public void Probe_OfAnEventThatSaysSomethingElse_DoesNotTakeIt(string file, string text)
    {
        _host.Sysfs.AddCpu(0, package: 0).AddPowerPmu(CpuClock, "0", Nano, "energy-pkg").Write($"bus/event_source/devices/power/events/{file}", text);
        Assert.Empty(Probe().Channels);
    }

    [Fact]
    public void Probe_WhereNeitherWayIsOpen_SaysWhyOfBothAndEveryRemedy()
    {
        _host.Sysfs
            .AddRaplZone("package-0", "intel-rapl:0").Deny("intel-rapl:0").AddCpu(0, package: 0).AddPowerPmu(NoSuchPmu, "0", Nano, "energy-pkg");

        var (channels, missing) = Probe();

        Assert.Empty(channels);
        var one = Assert.Single(missing);
        Assert.Equal(MachinePart.CpuPackage, one.Part);
        Assert.Contains("CVE-2020-8694", one.Reason, StringComparison.Ordinal);
        Assert.Contains("perf_event_open gave E", one.Reason, StringComparison.Ordinal);
        Assert.Contains("sudo chmod a+r", one.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_WithThePmuAloneAndNoRight_SaysHowToGetIt()
    {
        _host.Procfs.SetCpu("Intel(R) Xeon(R) Platinum 8480+");
        _host.Sysfs.AddCpu(0, package: 0).AddPowerPmu(NoSuchPmu, "0", Nano, "energy-pkg");

        var one = Assert.Single(Probe().Missing);

        Assert.Contains("perf_event_open gave E", one.Reason, StringComparison.Ordinal);
        Assert.Equal(MachinePart.CpuPackage, one.Part);
    }

    [Fact]
    public void Refusal_ForWantOfARight_GivesTheValueTheLimitAndTheRemedies()
    {
        Directory.CreateDirectory(Path.Combine(_host.Procfs.Root, "sys/kernel"));
        File.WriteAllText(Path.Combine(_host.Procfs.Root, "sys/kernel/perf_event_paranoid"), "4\n");

        var refusal = PerfRefusal.Of(13, _host.ToHost().Paths);

        Assert.Contains("EACCES", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("at 0 or below, and it is 4", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("setcap cap_perfmon+ep", refusal.Remedy, StringComparison.Ordinal);
        Assert.Contains("sysctl kernel.perf_event_paranoid=0", refusal.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "EPERM", "--cap-add PERFMON")]
    [InlineData(38, "ENOSYS", "--cap-add PERFMON")]
    [InlineData(22, "EINVAL", "dmesg")]
    [InlineData(77, "error 77", "dmesg")]
    public void Refusal_ForAnotherReason_NamesItAndTheRemedy(int error, string name, string remedy)
    {
        var refusal = PerfRefusal.Of(error, new HostPaths());
        Assert.Contains(name, refusal.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AfterDispose_IsNull()
    {
        SkipUnlessAllowed();
        _host.Sysfs.AddCpu(0, package: 0).AddPowerPmu(CpuClock, "0", Nano, "energy-pkg");
        var meter = Assert.Single(Provide().Meters);
        Assert.NotNull(Read(meter)[0]);
        meter.Dispose();
        Assert.Null(Read(meter)[0]);
    }

    [Fact]
    public void Read_Repeated_AllocatesNothing()
    {
        SkipUnlessAllowed();
        _host.Sysfs.AddCpu(0, package: 0).AddPowerPmu(CpuClock, "0", Nano, "energy-pkg");
        using var meter = Assert.Single(Provide().Meters);
        var readings = new double?[1];
        Assert.Equal(0, Allocation.Least(() => meter.Read(readings)));
    }

    /// <summary>Skips, with the kernel's reason, where perf_event is forbidden; the fallback's tests run there all the same.</summary>
    internal static void SkipUnlessAllowed(int cpus = 1)
    {
        Assert.SkipUnless(Environment.ProcessorCount >= cpus, FormattableString.Invariant($"needs {cpus} CPUs"));
        for (var cpu = 0; cpu < cpus; cpu++)
        {
            using var file = PerfEvent.TryOpen(CpuClock, 0, cpu, out var error);
            Assert.SkipWhen(file is null, $"no counter of CPU {cpu} here: {PerfRefusal.Of(error, new HostPaths()).Reason}");
        }
    }

    private MeterProbe Provide() => new RaplMeterProvider().Probe(_host.ToHost());

    private (IReadOnlyList<Channel> Channels, IReadOnlyList<MissingMeter> Missing) Probe()
    {
        var probe = Provide();
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
