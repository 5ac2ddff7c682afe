using Xunit;

namespace Joulemark.Tests.Machines;

public sealed class CpuFactsTests : IDisposable
{
    private readonly TestMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void TwoSocketXeon_WithEverythingSet_IsAllKnown()
    {
        _machine.X86("Intel(R) Xeon(R) Platinum 8480+", packages: 2, coresOfEach: 4)
            .EachCpu(16, "cpufreq/scaling_governor", "performance").EachCpu(16, "cpufreq/scaling_driver", "intel_pstate")
            .EachCpu(16, "cpufreq/cpuinfo_max_freq", "3800000").EachCpu(16, "cpufreq/scaling_max_freq", "2000000")
            .EachCpu(16, "cpufreq/energy_performance_preference", "balance_performance")
            .Sys("devices/system/cpu/smt/control", "on").Sys("devices/system/cpu/intel_pstate/no_turbo", "1")
            .Sys("devices/system/cpu/cpuidle/current_driver", "intel_idle").Sys("devices/system/cpu/cpuidle/current_governor_ro", "menu");

        Assert.Equal(
            [
                ("cpu.cores", "8"), ("cpu.driver", "intel_pstate"), ("cpu.energy-preference", "balance_performance"), ("cpu.frequency-limit-mhz", "2000"),
                ("cpu.frequency-max-mhz", "3800"), ("cpu.governor", "performance"), ("cpu.idle-driver", "intel_idle"), ("cpu.idle-governor", "menu"), ("cpu.logical", "16"),
                ("cpu.microcode", "0x2b000603"), ("cpu.model", "Intel(R) Xeon(R) Platinum 8480+"), ("cpu.packages", "2"), ("cpu.smt", "on"), ("cpu.turbo", "off"),
            ],
            _machine.Capture().All.Where(f => f.Key.StartsWith("cpu.", StringComparison.Ordinal) && f.Key != "cpu.architecture").Select(f => (f.Key, f.Value!)));
    }

    [Fact]
    public void Epyc_WithBoost_IsReadByCpufreq()
    {
        _machine.X86("AMD EPYC 9654 96-Core Processor", packages: 2, coresOfEach: 2, threads: 1)
            .Sys("devices/system/cpu/cpufreq/boost", "1").Sys("devices/system/cpu/smt/control", "forceoff");

        Assert.Equal("on", _machine.Value("cpu.turbo"));
        Assert.Equal("off", _machine.Value("cpu.smt"));
        Assert.Equal("4", _machine.Value("cpu.cores"));
    }

    [Fact]
    public void Grace_WithNumbersForNames_IsNamed()
    {
        _machine.Proc("cpuinfo", "processor\t: 0\nFeatures\t: fp asimd sve2\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd4f\n\nprocessor\t: 1\nCPU implementer\t: 0x41\nCPU part\t: 0xd4f\n")
            .EachCpu(2, "topology/physical_package_id", "0").Sys("devices/system/cpu/cpu0/topology/core_cpus_list", "0").Sys("devices/system/cpu/cpu1/topology/core_cpus_list", "1")
            .Sys("devices/system/cpu/smt/control", "notimplemented").Sys("devices/system/cpu/smt/active", "0");

        Assert.Equal("Arm Neoverse-V2", _machine.Value("cpu.model"));
        Assert.Equal("2", _machine.Value("cpu.cores"));
        Assert.Equal("1", _machine.Value("cpu.packages"));
        Assert.Equal("notsupported", _machine.Value("cpu.smt"));
        Assert.Equal("it does not say", _machine.Fact("cpu.microcode").Unknown);
        Assert.Null(_machine.Value("machine.virtual")); // no flag tells it there, and it is not guessed
    }

    [Fact]
    public void Arm_ThatNobodyNamed_HasItsNumbers()
    {
        _machine.Proc("cpuinfo", "processor\t: 0\nCPU implementer\t: 0x51\nCPU part\t: 0x001\n");

        Assert.Equal("arm64 implementer 0x51 part 0x001", _machine.Value("cpu.model"));
    }

    [Fact]
    public void Governors_ThatDiffer_AreAllNamed()
    {
        _machine.EachCpu(12, "cpufreq/scaling_governor", "performance").Sys("devices/system/cpu/cpu10/cpufreq/scaling_governor", "powersave").Sys("devices/system/cpu/cpufreq/scaling_governor", "not a CPU");

        var governor = _machine.Fact("cpu.governor");

        Assert.Equal("performance,powersave", governor.Value);
        Assert.EndsWith("devices/system/cpu/cpu*/cpufreq/scaling_governor", governor.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Cpu_ThatIsOffline_SaysNothing()
    {
        _machine.EachCpu(2, "cpufreq/scaling_governor", "performance").Sys("devices/system/cpu/cpu2/online", "0");

        Assert.Equal("performance", _machine.Value("cpu.governor"));
    }

    [Fact]
    public void Boost_OfEachCpu_IsTurbo()
    {
        _machine.EachCpu(2, "cpufreq/boost", "1").Sys("devices/system/cpu/cpu1/cpufreq/boost", "0");

        Assert.Equal("off,on", _machine.Value("cpu.turbo"));
    }

    [Theory]
    [InlineData("devices/system/cpu/intel_pstate/no_turbo", "maybe", "cpu.turbo")]
    [InlineData("devices/system/cpu/cpufreq/boost", "2", "cpu.turbo")]
    [InlineData("devices/system/cpu/smt/control", "sideways", "cpu.smt")]
    [InlineData("devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", "-5", "cpu.frequency-max-mhz")]
    [InlineData("devices/system/cpu/cpu0/cpufreq/scaling_max_freq", "fast", "cpu.frequency-limit-mhz")]
    [InlineData("devices/system/cpu/cpu0/topology/physical_package_id", "-1", "cpu.packages")]
    [InlineData("devices/system/cpu/online", "all of them", "cpu.logical")]
    public void File_ThatIsNotUnderstood_IsUnknown(string file, string text, string key)
    {
        _machine.Sys(file, text);

        Assert.Null(_machine.Value(key));
        Assert.NotEmpty(_machine.Fact(key).Unknown!);
    }

    [Fact]
    public void Attribute_ThatIsDenied_SaysSo()
    {
        _machine.EachCpu(1, "cpufreq/scaling_governor", "performance");
        _machine.Sysfs.DenyFile("devices/system/cpu/cpu0/cpufreq/scaling_governor");

        Assert.Equal("permission denied", _machine.Fact("cpu.governor").Unknown);
    }
}
