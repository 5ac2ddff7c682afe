using System.Globalization;
using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Env;

public sealed class EnvCaptureTests
{
    private const string Secret = "s3cr3t4711zq";

    // What people have in their environments, and must not find in a file that they share.
    private static readonly Dictionary<string, string> Environment = new(StringComparer.Ordinal)
    {
        ["VLLM_API_KEY"] = Secret, ["HF_TOKEN"] = "hf_" + Secret, ["OPENAI_API_KEY"] = "sk-" + Secret, ["AWS_SECRET_ACCESS_KEY"] = Secret, ["MY_OWN_THING"] = Secret, ["PGPASSWORD"] = Secret,
        ["OMP_NUM_THREADS"] = "2", ["CUDA_VISIBLE_DEVICES"] = "GPU-1,token=" + Secret, ["VLLM_ATTENTION_BACKEND"] = "FLASH_ATTN https://me:" + Secret + "@host",
        ["JOULEMARK_IMAGE"] = "https://me:" + Secret + "@registry/image:1",
    };

    [Fact]
    public async Task Capture_WithSecretsAround_NeverShowsOne()
    {
        using var workspace = new Workspace();
        var file = workspace.File("machine.json");

        var json = (await CliProcess.RunAsync(["env", "capture", "--json", "-o", file], Environment)).Expect(0);
        var people = (await CliProcess.RunAsync(["env", "capture"], Environment)).Expect(0);
        var run = (await CliProcess.RunAsync(["measure", "--idle", "200ms", "--runs", workspace.Runs, "--", "true"], Environment)).Expect(0, 3);
        var record = await File.ReadAllTextAsync(Path.Combine(workspace.Run, "machine.json"), TestContext.Current.CancellationToken);

        foreach (var text in (string[])[json.Output, people.Output, run.Output, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), record])
        {
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain("MY_OWN_THING", text, StringComparison.Ordinal);
        }

        foreach (var document in (JsonElement[])[json.Json, JsonElement.Parse(record)])
        {
            var variables = Facts(document).Where(f => f.Key.StartsWith("process.env.", StringComparison.Ordinal) && Environment.ContainsKey(f.Key["process.env.".Length..]));
            Assert.Equal(["process.env.CUDA_VISIBLE_DEVICES", "process.env.OMP_NUM_THREADS", "process.env.VLLM_ATTENTION_BACKEND"], variables.Select(f => f.Key));
            Assert.Equal("GPU-1,token=***", document.GetProperty("fingerprint").GetProperty("process.env.CUDA_VISIBLE_DEVICES").GetString());
        }
    }

    [Fact]
    public async Task Capture_OfAFakeMachine_IsTheSameOnEveryWayOut()
    {
        Assert.SkipWhen(FakeNvml.Unavailable is not null, FakeNvml.Unavailable ?? "");
        using var sysfs = new FakeSysfs();
        using var procfs = new FakeProcfs();
        using var nvml = new FakeNvml();
        using var workspace = new Workspace();
        nvml.AddBoard();
        procfs.SetCpu("Fake CPU", 2);
        sysfs.Write("devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance").Write("devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave");
        var host = new Dictionary<string, string>(StringComparer.Ordinal) { ["JOULEMARK_SYSFS"] = sysfs.Root, ["JOULEMARK_PROCFS"] = procfs.Root, ["JOULEMARK_NVML"] = nvml.LibraryPath };
        var file = workspace.File("machine.json");

        var json = (await CliProcess.RunAsync(["env", "capture", "--json", "-o", file], host)).Expect(0);
        var people = (await CliProcess.RunAsync(["env", "capture"], host)).Expect(0);

        Assert.Equal(json.Output.TrimEnd(), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        var facts = Facts(json.Json).ToDictionary(f => f.Key, f => f.Fact, StringComparer.Ordinal);
        Assert.Equal("performance,powersave", facts["cpu.governor"].GetProperty("value").GetString());
        Assert.Equal("hardware", facts["cpu.governor"].GetProperty("group").GetString());
        Assert.Equal("runtime", facts["gpu0.temperature-c"].GetProperty("group").GetString());
        Assert.Equal("it is not there", facts["firmware.version"].GetProperty("unknown").GetString());
        Assert.False(facts["firmware.version"].TryGetProperty("value", out _));
        Assert.Equal("NVIDIA H100 80GB HBM3", json.Json.GetProperty("fingerprint").GetProperty("gpu0.model").GetString());
        Assert.Contains("performance,powersave", people.Output, StringComparison.Ordinal);
        Assert.Contains("unknown: it is not there", people.Output, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{facts.Values.Count(f => f.TryGetProperty("value", out _))} facts known"), people.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_IntoADirectory_IsRefusedWithARemedy()
    {
        using var workspace = new Workspace();

        (await CliProcess.RunAsync(["env", "capture", "-o", workspace.Path])).Expect(2).Says("JM4004", "-o");
    }

    private static IEnumerable<(string Key, JsonElement Fact)> Facts(JsonElement document) =>
        document.GetProperty("facts").EnumerateArray().Select(f => (f.GetProperty("key").GetString()!, f));
}
