using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>Runs that do not come to their end: what was written is kept and read, and no server is left behind.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    public async Task Signal_InMidWindow_EndsTheRunInOrder(int signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc");

        // A shell that runs the tests in the background would have its children ignore SIGINT.
        await using var run = CliProcess.StartCommand(
            ["env", "--default-signal=INT,TERM", .. CliProcess.Command, .. _workspace.RunArguments(Workspace.Reference(Workspace.Endless))]);
        await InWindowAsync(run);

        Signals.Send(run.Id, signal);

        (await run.ExitAsync()).Expect(130);
        await Eventually.IsGoneAsync(_workspace.ServerProcess);
        Assert.Equal("interrupted", _workspace.Json("run.json").GetProperty("status").GetString());
        Assert.Contains("interrupted", _workspace.Reasons);
        await ReportReadsItAsync("interrupted");
    }

    [Fact]
    public async Task Signal_InTheMiddleOfALoadThatEndsByItself_EndsTheRunInOrder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc");
        const string ramp = """
            load: { kind: ramp, of: rate, from: 20, to: 30, over: 10m }
            measure: { idle: 200ms, warm-up: 200ms, repeats: { min: 1, max: 1 }, cool-down: 0s }
            """;
        await using var run = CliProcess.StartCommand(["env", "--default-signal=INT,TERM", .. CliProcess.Command, .. _workspace.RunArguments(Workspace.Reference(ramp))]);
        await InWindowAsync(run);

        Signals.Send(run.Id, Signals.Interrupt);

        (await run.ExitAsync()).Expect(130);
        await Eventually.IsGoneAsync(_workspace.ServerProcess);
        await ReportReadsItAsync("interrupted");
    }

    [Fact]
    public async Task Kill_InMidWindow_LeavesAReadableFolderAndNoServer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc");
        await using var run = _workspace.Start(Workspace.Reference(Workspace.Endless));
        await InWindowAsync(run);

        Signals.Send(run.Id, Signals.Kill);

        await Eventually.IsGoneAsync(_workspace.ServerProcess);
        Assert.Equal("running", _workspace.Json("run.json").GetProperty("status").GetString());
        await ReportReadsItAsync("incomplete");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)] // more requests lost at once than failures in a row are borne
    public async Task Server_KilledInMidWindow_IsSaidWithItsLastLines(int concurrency)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc");
        await using var run = _workspace.Start(Workspace.Reference(Workspace.Endless), "--set", $"load.concurrency={concurrency}");
        await InWindowAsync(run);

        Signals.Send(_workspace.ServerProcess, Signals.Kill);

        (await run.ExitAsync()).Expect(4).Says("JM3009", "the reference server of small-fp32", "code 137", "listening on");
        Assert.Contains("failed", _workspace.Reasons);
        await ReportReadsItAsync("failed");
    }

    [Fact]
    public async Task Disk_ThatIsFullInMidRun_EndsTheRunAndKeepsWhatWasWritten()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs ulimit");

        // No file of the run may grow over 64 blocks of 1024 bytes: writes fail as on a full disk, with EFBIG in place of
        // ENOSPC. The runtime's doubly mapped code counts as a file too, so it is turned off.
        await using var run = CliProcess.StartCommand(
            ["bash", "-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "bash", .. CliProcess.Command, .. _workspace.RunArguments(Workspace.Reference(Workspace.Endless))],
            new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" });

        var result = (await run.ExitAsync()).Expect(3).Says("JM4002", _workspace.Run, "--runs");

        Assert.DoesNotContain("Unhandled", result.Error, StringComparison.Ordinal);
        Assert.NotEmpty(_workspace.Lines("requests.jsonl"));
        await ReportReadsItAsync("failed");
    }

    public void Dispose() => _workspace.Dispose();

    /// <summary>Waits until the window is open and requests are being answered.</summary>
    private async Task InWindowAsync(CliProcess run)
    {
        await run.ErrorLineAsync("window 1 of");
        await Eventually.IsTrueAsync(() => _workspace.Lines("requests.jsonl").Any(r => r.GetProperty("stage").GetString() == "window"), "a request of the window is recorded");
    }

    private async Task ReportReadsItAsync(string reason)
    {
        var report = (await CliProcess.RunAsync(["report", _workspace.Run, "--json"])).Expect(3);
        var validity = report.Json.GetProperty("validity");
        Assert.False(validity.GetProperty("valid").GetBoolean());
        Assert.Contains(reason, validity.GetProperty("reasons").EnumerateArray().Select(r => r.GetProperty("code").GetString()));
        Assert.Equal(JsonValueKind.Object, report.Json.GetProperty("configurations").GetProperty("small-fp32").ValueKind);
    }
}
