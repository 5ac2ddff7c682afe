using System.Globalization;
using Joulemark.Machines;
using Joulemark.Machines.Controls;
using Joulemark.Testing.Devices;
using Joulemark.Tests.Metering.Nvml;
using Xunit;

namespace Joulemark.Tests.Machines.Controls;

public sealed class ControlChecksTests
{
    [Theory]
    [InlineData("580", "580.65.06", true)]
    [InlineData("580.65", "580.65.06", true)]
    [InlineData("580.6", "580.65.06", false)]
    [InlineData("580", "5801.1", false)]
    [InlineData("6.1.0", "6.1.0-18-amd64", true)]
    [InlineData("0.9", "0.9rc1", false)]
    [InlineData("Debian GNU/Linux 12", "Debian GNU/Linux 12 (bookworm)", true)]
    [InlineData("580.65.06.1", "580.65.06", false)]
    public void Version_MatchesByWholeComponents(string wanted, string found, bool met) =>
        Assert.Equal(met ? ControlState.Met : ControlState.Unmet, Check("driver", wanted, Host([Fact("driver.nvidia", found)])).State);

    [Theory]
    [InlineData("sha256:ab", "sha256:ab", true)]
    [InlineData("vllm/vllm-openai@sha256:ab", "sha256:ab", true)]
    [InlineData("sha256:a", "vllm/vllm-openai@sha256:ab", false)]
    public void Image_IsComparedByItsDigest(string wanted, string found, bool met)
    {
        using var host = Host([]);
        host.Server = new Dictionary<string, string> { ["server.image-digest"] = found };
        Assert.Equal(met ? ControlState.Met : ControlState.Unmet, Check("image", wanted, host).State);
    }

    [Fact]
    public void Fact_ThatIsUnknown_IsNeitherMetNorUnmet()
    {
        using var host = Host([new MachineFact { Key = "driver.nvidia", Source = "NVML", Unknown = "no driver" }]);
        var driver = Check("driver", "580", host);
        Assert.Equal((ControlState.Unknown, "NVML: no driver"), (driver.State, driver.Detail));
        Assert.Equal(ControlState.Unknown, Check("cuda", "13.0", host).State);
        Assert.Equal(ControlState.Unknown, Check("server.version", "1", host).State);
    }

    [Fact]
    public void Boards_AreThoseOfTheSpec()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(1, "name", "NVIDIA A100-SXM4-80GB");
        nvml.Library.SetBoard(1, "limit_mw", "400000");

        Assert.Equal((ControlState.Unmet, "NVIDIA H100 80GB HBM3, NVIDIA A100-SXM4-80GB"), Found("gpu.model", "NVIDIA H100 80GB HBM3", nvml.Paths));
        Assert.Equal((ControlState.Met, "NVIDIA H100 80GB HBM3"), Found("gpu.model", "NVIDIA H100 80GB HBM3", nvml.Paths, "gpu0"));
        Assert.Equal((ControlState.Unmet, "2"), Found("gpu.count", "1", nvml.Paths));
        Assert.Equal((ControlState.Met, "1"), Found("gpu.count", "1", nvml.Paths, "1"));
        Assert.Equal((ControlState.Unmet, "650W (GPU 0), 400W (GPU 1)"), Found("gpu.power-limit", "400W", nvml.Paths));
        Assert.Equal((ControlState.Met, "400W"), Found("gpu.power-limit", "0.4kW", nvml.Paths, "GPU-00000000-0000-0000-0000-000000000001"));
        Assert.Equal((ControlState.Unknown, null), Found("gpu.power-limit", "400W", nvml.Paths, "7"));
        Assert.Equal((ControlState.Met, "on"), Found("gpu.persistence", "on", nvml.Paths));
    }

    [Fact]
    public void PowerLimit_OutOfRange_SaysTheRange_AndTheCommandOfThoseThatDiffer()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var finding = Check("gpu.power-limit", "900W", new ControlHost(nvml.Paths, [], []));
        Assert.Equal("GPU 0: it takes 200W to 700W", finding.Detail);
        Assert.Equal("sudo nvidia-smi -i 0 -pl 900", finding.Remedy);
    }

    [Fact]
    public void PowerLimit_ThatSomethingElseUndercuts_IsNotMet()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "limit_mw", "350000"); // in force
        var setting = new GpuPowerLimitSetting(new ControlHost(nvml.Paths, [], []).AllBoards[0]);
        Assert.NotNull(setting.Verify("400W"));
        Assert.Null(setting.Verify("350W"));
    }

    [Fact]
    public void Clocks_CannotBeTold_AndWhatIsWrittenIsSeen()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "max_clock.0", "1980");
        using var host = new ControlHost(nvml.Paths, [], []);
        var finding = Check("gpu.clocks", "1410MHz", host);
        Assert.Equal((ControlState.Unknown, "sudo nvidia-smi -i 0 -lgc 1410,1410"), (finding.State, finding.Remedy));

        var setting = new GpuClocksSetting(host.AllBoards[0]);
        Assert.Contains("1980MHz", setting.Problem("2000MHz"), StringComparison.Ordinal);
        Assert.Equal(SettingWrite.Done, setting.Write("1200-1410MHz"));
        Assert.Null(setting.Verify("1200-1410MHz"));
        Assert.Equal(("1200", "1410"), (nvml.Library.Kept(0, "lock_min"), nvml.Library.Kept(0, "lock_max")));
        Assert.Equal(SettingWrite.Done, setting.Write(GpuClocksSetting.Unlocked));
        Assert.Null(nvml.Library.Kept(0, "lock_max"));
        Assert.Contains("it runs at 1980MHz", setting.Verify("1200-1410MHz"), StringComparison.Ordinal);
    }

    [Fact]
    public void Setter_OfAnOlderDriver_IsSaid()
    {
        using var nvml = new NvmlFixture("nvmlDeviceSetGpuLockedClocks");
        nvml.Library.AddBoard();
        using var host = new ControlHost(nvml.Paths, [], []);
        Assert.Equal(SettingWrite.Impossible("this driver cannot do it"), new GpuClocksSetting(host.AllBoards[0]).Write("1410MHz"));
    }

    [Fact]
    public void Governor_OfEveryPolicy_WithThoseThatThereAre()
    {
        using var sysfs = new FakeSysfs().AddPolicies(12, "performance").Write("devices/system/cpu/cpufreq/policy10/scaling_governor", "powersave");
        var paths = new HostPaths { Sysfs = sysfs.Root, NvmlLibrary = "none" };
        Assert.Equal((ControlState.Unmet, "performance (policy0, policy1, policy2, policy3, policy4, policy5, policy6, policy7, policy8, policy9, policy11), powersave (policy10)"), Found("cpu.governor", "performance", paths));
        Assert.Contains("it takes performance, powersave", Check("cpu.governor", "ondemand", new ControlHost(paths, [], [])).Detail, StringComparison.Ordinal);
        Assert.Equal(ControlState.Unknown, Found("cpu.governor", "performance", paths with { Sysfs = "/nonexistent" }).State);
    }

    [Theory]
    [InlineData("devices/system/cpu/intel_pstate/no_turbo", "1", "off")]
    [InlineData("devices/system/cpu/intel_pstate/no_turbo", "0", "on")]
    [InlineData("devices/system/cpu/cpufreq/boost", "1", "on")]
    [InlineData("devices/system/cpu/cpufreq/boost", "0", "off")]
    public void Turbo_IsReadAndWritten_ByWhatTheDriverHas(string path, string text, string value)
    {
        using var sysfs = new FakeSysfs().Write(path, text);
        var setting = Assert.Single(TurboSetting.All(sysfs.Root));
        Assert.Equal(value, setting.Read().Value);
        var other = value == "on" ? "off" : "on";
        Assert.Equal(SettingWrite.Done, setting.Write(other));
        Assert.Equal(text == "1" ? "0" : "1", sysfs.Read(path));
        Assert.Equal($"echo {sysfs.Read(path)} | sudo tee /sys/{path}", setting.Command(other));
        Assert.Null(setting.Verify(other));
    }

    [Fact]
    public void Attribute_ThatMayNotBeWritten_IsRefused()
    {
        using var sysfs = new FakeSysfs().AddPolicies(1, "powersave");
        sysfs.DenyFile("devices/system/cpu/cpufreq/policy0/scaling_governor");
        Assert.True(Assert.Single(GovernorSetting.All(sysfs.Root)).Write("performance").IsRefused);
    }

    [Fact]
    public void ForeignProcesses_AreNamed_AndTheServersAreNot()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "processes", string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}:1024"));
        using var host = new ControlHost(nvml.Paths with { Procfs = "/proc" }, [], []);
        var finding = Check("no-foreign-gpu-processes", "true", host);
        Assert.Equal(ControlState.Unmet, finding.State);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} ("), finding.Found, StringComparison.Ordinal);
        Assert.Contains("on GPU 0", finding.Found, StringComparison.Ordinal);
        host.ServerProcesses = [Environment.ProcessId];
        Assert.Equal(ControlState.Met, Check("no-foreign-gpu-processes", "true", host).State);
        Assert.Equal(ControlState.Met, Check("no-foreign-gpu-processes", "false", host).State);
        nvml.Library.SetBoard(0, "processes", null);
        Assert.Equal(ControlState.Unknown, Check("no-foreign-gpu-processes", "true", host).State);
    }

    [Fact]
    public void Temperature_IsOfTheWarmestBoard()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(1, "temperature", "66");
        Assert.Equal((ControlState.Unmet, "GPU 1 at 66C"), Found("max-start-temperature", "65C", nvml.Paths));
        Assert.Equal(ControlState.Met, Found("max-start-temperature", "66C", nvml.Paths).State);
    }

    [Theory]
    [InlineData(0.049, "5%", ControlStateName.Met)]
    [InlineData(0.051, "5%", ControlStateName.Unmet)]
    [InlineData(null, "5%", ControlStateName.Unknown)]
    public void Background_IsComparedWithTheLimit(double? share, string wanted, string state)
    {
        using var host = Host([]);
        host.BackgroundCpu = share;
        Assert.Equal(state, Check("max-background-cpu", wanted, host).State.ToString());
    }

    private static class ControlStateName
    {
        public const string Met = "Met";
        public const string Unmet = "Unmet";
        public const string Unknown = "Unknown";
    }

    private static MachineFact Fact(string key, string value) => new() { Key = key, Value = value, Source = "test" };

    private static ControlHost Host(IReadOnlyList<MachineFact> facts) => new(new HostPaths { NvmlLibrary = "none" }, facts, []);

    private static ControlFinding Check(string control, string wanted, ControlHost host) => BuiltIns.Controls.Single(c => c.Name == control).Check(wanted, host);

    private static (ControlState State, string? Found) Found(string control, string wanted, HostPaths paths, params string[] gpus)
    {
        using var host = new ControlHost(paths, [], gpus);
        var finding = Check(control, wanted, host);
        return (finding.State, finding.Found);
    }
}
