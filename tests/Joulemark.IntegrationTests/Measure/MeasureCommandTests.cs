using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Measure;

/// <summary><c>joulemark measure</c> as its users meet it: what passes through, how it ends, what it leaves.</summary>
public sealed class MeasureCommandTests : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly FakeSysfs _sysfs = new();
    private readonly FakeRaplClock _rapl;

    public MeasureCommandTests() => _rapl = new FakeRaplClock(_sysfs, _ => 100);

    [Fact]
    public async Task Command_KeepsItsStandardOutput_AndTheReportGoesToStandardError()
    {
        var result = (await MeasureAsync([], "sh", "-c", "echo out; echo err >&2")).Expect(0, 3);
        Assert.Equal("out", result.Output.Trim());
        result.Says("err", "energy", "net of idle", "boundary");
    }

    [Fact]
    public async Task Json_IsOneDocument_AndTheCommandsOutputGoesToStandardError()
    {
        var result = (await MeasureAsync(["--json"], "sh", "-c", "echo out; sleep 0.3")).Expect(0, 3).Says("out");
        var metrics = result.Json.GetProperty("configurations").GetProperty("sh").GetProperty("metrics");
        Assert.InRange(metrics.GetProperty("duration").GetProperty("value").GetDouble(), 0.3, 30);
        Assert.Equal(JsonValueKind.Null, metrics.GetProperty("energy_to_solution").GetProperty("lower").ValueKind); // one run: no interval
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -TERM $$", 143)]
    public async Task ExitCode_OfASingleRun_IsTheCommands_AndTheFiguresAreMarked(string script, int code)
    {
        (await MeasureAsync([], "sh", "-c", script)).Expect(code).Says("command-failed");
        Assert.Contains("command-failed", _workspace.Reasons);
        Assert.Equal(code, Assert.Single(_workspace.Lines("requests.jsonl")).GetProperty("exit_code").GetInt32());
    }

    [Fact]
    public async Task Repeats_WithAFailure_EndWith4()
    {
        (await MeasureAsync(["--repeat", "2", "--cool-down", "0s"], "false")).Expect(4);
        Assert.Equal(2, _workspace.Lines("requests.jsonl").Count);
    }

    /// <summary>How well two runs are measured is not how far they are apart, and must not stand where that would.</summary>
    [Fact]
    public async Task Repeats_OfTwo_HaveNoInterval_AndNothingInItsPlace()
    {
        var shown = (await MeasureAsync(["--repeat", "2", "--cool-down", "0s"], "sleep", "0.3")).Expect(0, 3).Says("2 runs, no intervals").Error;
        var rows = shown.Split('\n').Where(l => l.StartsWith('|')).ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.DoesNotContain("±", r, StringComparison.Ordinal));
        Assert.All(rows, r => Assert.DoesNotContain("one run", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Repeats_FromThreeOn_HaveAnInterval()
    {
        (await MeasureAsync(["--repeat", "3", "--warm-up", "1", "--cool-down", "0s"], "sleep", "0.3")).Expect(0, 3);
        var energy = _workspace.Configuration.GetProperty("metrics").GetProperty("energy_to_solution");
        Assert.SkipWhen(energy.GetProperty("n").GetInt32() == 0 && _workspace.Reasons.Any(r => r is "sample-gap" or "not-bracketed" or "stale-counter"), // meters that were not read for half a second: no figure, and the run says why
            $"the machine was too busy to be measured, and the run says so: {string.Join(", ", _workspace.Reasons)}");
        Assert.Equal(3, energy.GetProperty("n").GetInt32());
        Assert.InRange(energy.GetProperty("value").GetDouble(), energy.GetProperty("lower").GetDouble(), energy.GetProperty("upper").GetDouble());
        Assert.Equal(["idle", "warm-up", "window", "window", "window"], _workspace.Lines("windows.jsonl").Select(w => w.GetProperty("stage").GetString()));
    }

    [Fact]
    public async Task Command_ThatIsNotThere_IsSaidAtOnce_AndLeavesNoFolder()
    {
        (await MeasureAsync(["--idle", "1h"], "no-such-command-anywhere")).Expect(2).Says("JM3013", "no-such-command-anywhere", "PATH");
        Assert.False(Directory.Exists(_workspace.Runs));
    }

    [Theory]
    [InlineData("--idle", "5", "500ms")]
    [InlineData("--repeat", "0", "at least 1")]
    [InlineData("--boundary", "rack", "rack")]
    [InlineData("--sample-rate", "1000", "1 to 100")]
    [InlineData("--meter", "gopher://pdu", "gopher://")]
    [InlineData("--meter", "http://user:secret@pdu/metrics", "JM2011")]
    public async Task Option_ThatIsWrong_IsRefusedWithWhatIsRight(string option, string value, string says)
    {
        var result = (await MeasureAsync([option, value], "true")).Expect(2).Says(says);
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Meter_ThatGivesNothing_IsRefused_RatherThanLeftOut() =>
        (await MeasureAsync(["--meter", "http://127.0.0.1:9/metrics"], "true")).Expect(2).Says("JM2012", "127.0.0.1:9");

    [Theory]
    [InlineData(Signals.Terminate, "TERM")]
    [InlineData(Signals.Interrupt, "INT")]
    public async Task Signal_ReachesTheCommand_AndEndsTheRunInOrder(int signal, string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals");
        string[] script = ["sh", "-c", $"trap 'echo got {name} >&2; exit 5' {name}; echo ready >&2; while :; do sleep 0.05; done"];
        await using var run = CliProcess.StartCommand(["env", "--default-signal=INT,TERM", .. CliProcess.Command, .. Arguments([], script)], Environment);
        await run.ErrorLineAsync("ready");

        Signals.Send(run.Id, signal);

        (await run.ExitAsync()).Expect(130).Says($"got {name}");
        Assert.Equal("interrupted", _workspace.Json("run.json").GetProperty("status").GetString());
        Assert.Equal(5, Assert.Single(_workspace.Lines("requests.jsonl")).GetProperty("exit_code").GetInt32());
    }

    [Fact]
    public async Task Children_OfTheCommand_AreCountedByTheModel_EvenThoseThatEndedUnseen()
    {
        // A second of CPU time in children of a child; nothing of it is the shell's own.
        (await MeasureAsync(["--boundary", "process"], "sh", "-c", "sh -c 'i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done'; true")).Expect(0);
        var window = _workspace.Lines("windows.jsonl").Single(w => w.GetProperty("stage").GetString() == "window");
        var cpu = window.GetProperty("cpu").GetProperty("system_under_test_s").GetDouble();
        Assert.InRange(cpu, 0.05, 60);
        Assert.True(window.GetProperty("energy_j").GetProperty("process-cpu").GetDouble() > cpu); // more than a watt a thread
    }

    [Fact]
    public async Task Report_OfAMeasuredCommand_CanBeMadeAgain()
    {
        (await MeasureAsync([], "sleep", "0.2")).Expect(0, 3);
        var file = _workspace.File("report.html");
        (await CliProcess.RunAsync(["report", _workspace.Run, "-o", file])).Expect(0, 3);
        Assert.Contains("sleep", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _rapl.Dispose();
        _sysfs.Dispose();
        _workspace.Dispose();
    }

    private Dictionary<string, string> Environment => new(StringComparer.Ordinal) { ["JOULEMARK_SYSFS"] = _sysfs.Root };

    private Task<CliResult> MeasureAsync(string[] options, params string[] command) => CliProcess.RunAsync(Arguments(options, command), Environment);

    private string[] Arguments(string[] options, string[] command) =>
        ["measure", .. options.Contains("--idle", StringComparer.Ordinal) ? [] : (string[])["--idle", "300ms"], "--runs", _workspace.Runs, .. options, "--", .. command];
}
