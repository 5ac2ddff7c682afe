using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Doctor;

/// <summary>The checklist by the real command line, over a machine of trees.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly FakeSysfs _sysfs = new();
    private readonly FakeProcfs _procfs = new();

    public DoctorCommandTests()
    {
        _sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("dram", "intel-rapl:0:0");
        _procfs.SetCpu("Intel(R) Xeon(R) Platinum 8480C", 4).SetMemory(64L << 30).SetCpuTime(0);
        SetGovernor("performance");
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _sysfs.Dispose();
        _procfs.Dispose();
    }

    [Fact]
    public async Task Machine_WithoutAFault_Exits0_WithOneLineOfCounts()
    {
        var result = (await DoctorAsync()).Expect(0);
        Assert.Equal("", result.Error);
        Assert.StartsWith("0 fail, ", result.Output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Machine_WithAFault_Exits3_AndSaysTheRemedy()
    {
        SetGovernor("powersave");
        var result = (await DoctorAsync("--quick")).Expect(3);
        Assert.Contains("fail     CPU frequency governor: powersave", result.Output, StringComparison.Ordinal);
        Assert.Contains("cpupower frequency-set", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spec_WithMistakes_Exits2_WithAllOfThem()
    {
        var spec = _workspace.Write("bad.yaml", "name: t\nserver: { kind: referense }\nworkload: { kind: arithmetik }\n");
        (await DoctorAsync(spec)).Expect(2).Says("referense", "arithmetik");
    }

    [Fact]
    public async Task Spec_WithoutAWarmUp_Exits3()
    {
        var spec = _workspace.Write("spec.yaml", Workspace.Reference());
        (await DoctorAsync(spec, "--quick", "--set", "measure.warm-up=0s", "--set", "measure.repeats.max=3", "--set", "measure.repeats.min=3")).Expect(3);
    }

    [Fact]
    public async Task Json_IsOneDocument()
    {
        var spec = _workspace.Write("spec.yaml", Workspace.Reference());
        var document = (await DoctorAsync(spec, "--json", "--quick")).Expect(3).Json; // one window only
        Assert.Equal("fail", document.GetProperty("status").GetString());
        Assert.True(document.GetProperty("is_quick").GetBoolean());
        Assert.Contains("background-cpu", document.GetProperty("left_out").EnumerateArray().Select(c => c.GetString()));
        var repeats = document.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("id").GetString() == "repeats");
        Assert.Equal(("measure", "fail", "1"), (Text(repeats, "topic"), Text(repeats, "status"), Text(repeats, "value")));
        Assert.All((string[])["title", "limit", "detail", "source", "remedy"], key => Assert.NotNull(Text(repeats, key)));
    }

    [Fact]
    public async Task Restore_WithASpec_IsFollowedByTheListOfTheMachineAsItIsThen()
    {
        SetGovernor("powersave"); // as a run that was killed left it
        _sysfs.Write("devices/system/cpu/intel_pstate/no_turbo", "0");
        var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        Directory.CreateDirectory(_workspace.File("state/leases"));
        _workspace.Write("state/leases/left.json", $$"""
            { "version": 1, "control": "cpu.governor", "target": "devices/system/cpu/cpu0/cpufreq/scaling_governor", "label": "cpu0", "original": "performance", "wanted": ["powersave"],
              "run": "killed", "owner": { "pid": 999999999, "start_ticks": 1, "boot": "{{boot}}" }, "sysfs": "{{_sysfs.Root}}", "procfs": "{{_procfs.Root}}", "nvml_library": "none", "since": "2026-11-25T01:02:03+00:00" }
            """);
        var spec = _workspace.Write("spec.yaml", Workspace.Reference() + "\ncontrols: { cpu.governor: { value: performance, mode: require }, cpu.turbo: { value: off, mode: set } }\n");

        var document = (await DoctorAsync(spec, "--restore", "--json", "--quick", "--set", "measure.repeats.max=5", "--set", "measure.repeats.min=3")).Expect(0).Json;

        Assert.Equal("restored", Text(Assert.Single(document.GetProperty("leases").EnumerateArray()), "restoration"));
        var checks = document.GetProperty("checkup").GetProperty("checks").EnumerateArray().ToDictionary(c => Text(c, "id")!, c => Text(c, "status"));
        Assert.Equal(("pass", "pass", "warn"), (checks["leases"], checks["controls.cpu.governor"], checks["controls.cpu.turbo"])); // the run sets it
    }

    [Fact]
    public async Task Server_ThatRuns_IsAskedWhatItIs()
    {
        await using var server = CliProcess.Start(["reference", "--port", "0", "--model", "small-fp32"]);
        var url = (await server.OutputLineAsync("http://")) is { } line ? line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim() : "";
        var spec = _workspace.Write("spec.yaml", Workspace.OpenAI(new Uri(url), model: "small-fp32"));
        var checks = (await DoctorAsync(spec, "--json")).Json.GetProperty("checks").EnumerateArray().ToList();
        Assert.Equal("pass", Text(checks.Single(c => Text(c, "id") == "server-answers"), "status"));
        Assert.Equal("pass", Text(checks.Single(c => Text(c, "id") == "server-within-sight"), "status"));
    }

    private static string? Text(JsonElement element, string key) => element.GetProperty(key).GetString();

    private Task<CliResult> DoctorAsync(params string[] arguments) => CliProcess.RunAsync(["doctor", "--runs", _workspace.Runs, .. arguments], new Dictionary<string, string>
    {
        ["JOULEMARK_SYSFS"] = _sysfs.Root,
        ["JOULEMARK_PROCFS"] = _procfs.Root,
        ["JOULEMARK_NVML"] = _workspace.File("no-such-library"),
        ["JOULEMARK_STATE"] = _workspace.File("state"),
    });

    private void SetGovernor(string governor)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_sysfs.Root, "devices/system/cpu/cpu0/cpufreq")).FullName;
        File.WriteAllText(Path.Combine(directory, "scaling_governor"), governor + "\n");
        File.WriteAllText(Path.Combine(directory, "scaling_driver"), "acpi-cpufreq\n");
    }
}
