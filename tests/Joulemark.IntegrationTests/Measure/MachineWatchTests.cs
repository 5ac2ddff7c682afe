using System.Globalization;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Measure;

/// <summary>What disturbs a machine in mid-window, through the whole tool, on fake trees that change while it runs.</summary>
public sealed class MachineWatchTests : IDisposable
{
    private const string Governor = "devices/system/cpu/cpu0/cpufreq/scaling_governor";
    private readonly Workspace _workspace = new();
    private readonly FakeSysfs _sysfs = new();
    private readonly FakeProcfs _procfs = new();
    private readonly FakeNvml? _nvml = FakeNvml.Unavailable is null ? new FakeNvml() : null;

    [Fact]
    public async Task Governor_AndProcessesThatComeAndGo_MakeTheRunInvalid_AndAreNamed()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        _nvml.AddBoard();
        _nvml.SetWaveform(0, (0, 250), (10, 250));
        _nvml.SetBoard(0, "processes", "");
        _nvml.SetBoard(0, "samples", "");
        _sysfs.Write(Governor, "performance");
        _procfs.SetCpu("test", 4).SetProcess(2, "kthreadd", parent: 0).SetProcess(4242, "python3").SetProcess(4343, "ffmpeg");
        var (begun, end) = (_workspace.File("begun"), _workspace.File("end"));
        await using var process = CliProcess.Start(
            ["measure", "--idle", "1s", "--boundary", "gpu", "--repeat", "2", "--cool-down", "0s", "--runs", _workspace.Runs, "--", "sh", "-c", $"touch {begun}; until [ -e {end} ]; do sleep 0.1; done"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["JOULEMARK_NVML"] = _nvml.LibraryPath, ["JOULEMARK_SYSFS"] = _sysfs.Root, ["JOULEMARK_PROCFS"] = _procfs.Root });
        await Eventually.IsTrueAsync(() => File.Exists(begun), "the command runs");
        var changes = 0; // a change before the first look is none: so again and again until one is seen
        await WhileAsync(process.ErrorLineAsync("[disturbed: the governor of 1 of 1 CPU policies was changed from "), () => _sysfs.Write(Governor, ++changes % 2 == 0 ? "performance" : "powersave"));
        _nvml.SetBoard(0, "processes", "4242:1");
        await process.ErrorLineAsync("[disturbed: python3 (process 4242) was on gpu0");
        _nvml.SetBoard(0, "processes", "");
        _nvml.SetBoard(0, "samples", string.Create(CultureInfo.InvariantCulture, $"{(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMicroseconds:0}:4343:42")); // between two looks: in no list
        await process.ErrorLineAsync("ffmpeg (process 4343)");
        await Eventually.IsTrueAsync(() => _workspace.Lines("events.jsonl").Any(e => IsDisturbance(e, "4242") && e.GetProperty("facts").GetProperty("state").GetString() == "over"), "the process is seen to have left");
        File.WriteAllText(end, "");

        (await process.ExitAsync()).Expect(3).Says("governor-changed", "foreign-gpu-process");
        Assert.Contains("governor-changed", _workspace.Reasons);
        Assert.Contains("foreign-gpu-process", _workspace.Reasons);
        var reason = _workspace.Configuration.GetProperty("validity").GetProperty("reasons").EnumerateArray().First(r => r.GetProperty("code").GetString() == "foreign-gpu-process").GetProperty("evidence").GetString()!;
        Assert.StartsWith("in window 1, ", reason, StringComparison.Ordinal);
        Assert.EndsWith("(and 1 more like it)", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Background_ThatKeepsTheCpusBusy_MakesTheRunInvalid_AndIsNamed()
    {
        using var rapl = new FakeRaplClock(_sysfs, _ => 100);
        _procfs.SetCpu("test", 4).SetCpuTime(0).SetProcess(2, "kthreadd", parent: 0).SetProcess(500, "stress-ng");
        var (begun, end) = (_workspace.File("begun"), _workspace.File("end"));
        await using var process = CliProcess.Start(
            ["measure", "--idle", "1s", "--boundary", "components", "--repeat", "2", "--cool-down", "0s", "--runs", _workspace.Runs, "--", "sh", "-c", $"touch {begun}; until [ -e {end} ]; do sleep 0.1; done"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["JOULEMARK_SYSFS"] = _sysfs.Root, ["JOULEMARK_PROCFS"] = _procfs.Root });
        await Eventually.IsTrueAsync(() => File.Exists(begun), "the command runs");
        var seconds = 0;
        await WhileAsync(process.ErrorLineAsync("stress-ng (process 500)"), () =>
        {
            seconds += 100;
            _procfs.SetCpuTime(seconds).SetProcess(500, "stress-ng", cpuSeconds: seconds);
        });
        File.WriteAllText(end, "");
        (await process.ExitAsync()).Expect(3).Says("background-cpu", "stress-ng (process 500)");
    }

    [Fact]
    public async Task Machine_ThatIsLeftAlone_HasNoDisturbance()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        _nvml.AddBoard();
        _nvml.SetWaveform(0, (0, 250), (10, 250));
        _nvml.SetBoard(0, "processes", "");
        _sysfs.Write(Governor, "performance");
        _procfs.SetCpu("test", 4).SetProcess(2, "kthreadd", parent: 0);
        (await CliProcess.RunAsync(
            ["measure", "--idle", "1s", "--boundary", "gpu", "--runs", _workspace.Runs, "--", "sleep", "1"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["JOULEMARK_NVML"] = _nvml.LibraryPath, ["JOULEMARK_SYSFS"] = _sysfs.Root, ["JOULEMARK_PROCFS"] = _procfs.Root })).Expect(0);
        Assert.DoesNotContain(_workspace.Lines("events.jsonl"), e => e.GetProperty("kind").GetString() == "disturbance");
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _sysfs.Dispose();
        _procfs.Dispose();
        _nvml?.Dispose();
    }

    /// <summary>Does something again and again until something else has come.</summary>
    private static async Task WhileAsync(Task<string> awaited, Action act)
    {
        while (await Task.WhenAny(awaited, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken)) != awaited)
            act();
        await awaited;
    }

    private static bool IsDisturbance(System.Text.Json.JsonElement e, string subject) =>
        e.GetProperty("kind").GetString() == "disturbance" && e.GetProperty("facts").GetProperty("subject").GetString()!.Contains(subject, StringComparison.Ordinal);
}
