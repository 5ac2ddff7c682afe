using Joulemark.IntegrationTests.Harness;
using Joulemark.Machines;
using Joulemark.Machines.Linux;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Containers;

/// <summary>The harness in a container, as compose.yaml runs it: the image of this source tree, the host's trees mounted.</summary>
public sealed class HarnessImageTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Meters_InTheContainer_AreTheHosts()
    {
        await Podman.RequireHarnessAsync();
        var outside = await CliProcess.RunAsync(["meters", "--json"]);
        var inside = await InContainerAsync("/sys", "meters", "--json");

        // Boards come in by NVIDIA's toolkit, which is not there.
        Assert.NotEmpty(Channels(inside));
        Assert.Equal(Channels(outside).Where(c => !c.StartsWith("gpu", StringComparison.Ordinal)), Channels(inside));
    }

    [Fact]
    public async Task Rapl_UnderTheMountedSysfs_IsRead()
    {
        await Podman.RequireHarnessAsync();
        using var sysfs = new FakeSysfs();
        sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("dram", "intel-rapl:0:0");

        var channels = Channels(await InContainerAsync(sysfs.Root, "meters", "--json"));

        Assert.Contains("cpu0-package", channels);
        Assert.Contains("cpu0-dram", channels);
    }

    [Fact]
    public async Task Measure_InTheContainer_LeavesTheRunOutside_WithTheHostsCpu()
    {
        await Podman.RequireHarnessAsync();
        var result = await InContainerAsync("/sys", "measure", "--idle", "200ms", "--json", "--", "true");
        result.Expect(0);

        Assert.Equal(CpuInfo.Read(new HostPaths()).Model, _workspace.Json("machine.json").GetProperty("fingerprint").GetProperty("cpu.model").GetString());
    }

    [Fact]
    public async Task Quickstart_InTheContainer_IsMeasured()
    {
        await Podman.RequireHarnessAsync();
        File.Copy(Path.Combine(CliProcess.Repository, "samples/quickstart.yaml"), _workspace.File("quickstart.yaml"));
        string[] settings = ["measure.idle=200ms", "measure.warm-up=200ms", "measure.window=500ms", "measure.repeats.min=1", "measure.repeats.max=1", "measure.cool-down=0s"];

        var result = await InContainerAsync("/sys", ["run", "quickstart.yaml", "--json", .. settings.SelectMany(s => new[] { "--set", s })]);

        result.Expect(0, 3); // windows this short may not be valid on a busy machine
        var configurations = _workspace.Json("result.json").GetProperty("configurations").EnumerateObject().ToList();
        Assert.Equal(4, configurations.Count);
        Assert.All(configurations, c => Assert.True(c.Value.GetProperty("metrics").GetProperty("output_throughput").GetProperty("value").GetDouble() > 0));
    }

    private Task<CliResult> InContainerAsync(string sysfs, params string[] arguments) => Podman.RunAsync([
        "run", "--rm", "--pid", "host", "--cap-drop", "ALL", "--cap-add", "PERFMON", "--cap-add", "SYS_PTRACE", "--cap-add", "DAC_OVERRIDE",
        "-v", $"{sysfs}:/host/sys:ro", "-v", "/proc:/host/proc:ro", "-e", "JOULEMARK_SYSFS=/host/sys", "-e", "JOULEMARK_PROCFS=/host/proc",
        "-v", $"{_workspace.Path}:/work", Podman.HarnessImage, .. arguments]);

    private static string[] Channels(CliResult result) =>
        [.. result.Expect(0).Json.GetProperty("channels").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];
}
