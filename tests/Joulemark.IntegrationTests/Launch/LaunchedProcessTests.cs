using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Launch;

/// <summary>Servers that a run starts as processes: measured, logged, verified, and gone afterwards, however the run ends.</summary>
public sealed class LaunchedProcessTests : IDisposable
{
    private const string Secret = "joulemark-test-secret-value-0123456789";
    private readonly Workspace _workspace = new();
    private readonly Dictionary<string, string> _environment;

    public LaunchedProcessTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc");
        _environment = new Dictionary<string, string> { ["JOULEMARK_STATE"] = _workspace.File("state"), ["TEST_HIDDEN"] = Secret };
    }

    [Fact]
    public async Task Launch_OfAServer_IsMeasuredAndGoneAfterwards()
    {
        var probe = """["sh","-c","echo cuda: 12.8; echo pytorch=2.7.1"]""";
        await _workspace.MeasureAsync(() => RunAsync(Reference(Workspace.Short), "--set", $"server.probe={probe}"));

        await Eventually.IsGoneAsync(_workspace.ServerProcess);
        var facts = ServerEvent.GetProperty("facts");
        Assert.Equal("12.8", facts.GetProperty("server.cuda").GetString());
        Assert.Equal("2.7.1", facts.GetProperty("server.pytorch").GetString());
        Assert.True(_workspace.Metric("energy_per_output_token") > 0);
        Assert.Contains("listening on", Log, StringComparison.Ordinal);
        Assert.Empty(Started);
    }

    [Fact]
    public async Task Environment_ThatIsHidden_IsNowhereInTheRun()
    {
        // It prints what it was given, and what looks like a secret; then it is the server.
        var script = _workspace.Write("server.sh", "echo given $TEST_HIDDEN, literal $OTHER, token=hf_abcdefghijklmnop0123456789; exec \"$@\"");
        var command = $"""["sh","{script}",{Words}]""";
        var result = await RunAsync(Launch(Workspace.Short), "--set", $"server.launch.command={command}", "--set", """server.launch.environment=["TEST_HIDDEN","OTHER=not-for-records"]""");

        result.Expect(0, 3);
        Assert.Contains("given ***, literal ***, token=***", Log, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(_workspace.Run), file =>
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain("not-for-records", text, StringComparison.Ordinal);
            Assert.DoesNotContain("hf_abcdef", text, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(Signals.Kill)]
    [InlineData(Signals.Terminate)]
    public async Task Run_EndedInMidWindow_LeavesNoProcess(int signal)
    {
        // The server has a child in a session of its own that ignores SIGTERM.
        var stubborn = _workspace.File("stubborn");
        var command = $"""["sh","-c","setsid sh -c 'trap \"\" TERM; echo $$ > {stubborn}; while :; do sleep 1; done' & exec \"$0\" \"$@\"",{Words}]""";
        await using var run = Start(Launch(Workspace.Endless), "--set", $"server.launch.command={command}");
        await run.ErrorLineAsync("window 1 of");
        var child = int.Parse(await File.ReadAllTextAsync(stubborn, TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Single(Started);

        Signals.Send(run.Id, signal);

        (await run.ExitAsync()).Expect(signal == Signals.Kill ? 137 : 130);
        await Eventually.IsGoneAsync(_workspace.ServerProcess);
        await Eventually.IsGoneAsync(child);

        // What a killed run could not strike out holds up no other.
        (await NextAsync()).Expect(0, 3);
        Assert.Empty(Started);
    }

    [Fact]
    public async Task Server_LeftByAKilledRunAndSupervisor_IsRefusedBesideWithTheCommandThatEndsIt()
    {
        await using var run = Start(Reference(Workspace.Endless));
        await run.ErrorLineAsync("window 1 of");
        var server = _workspace.ServerProcess;
        var supervisor = ParentOf(server);

        Signals.Send(supervisor, Signals.Kill);
        Signals.Send(run.Id, Signals.Kill);
        await run.ExitAsync();
        try
        {
            (await NextAsync()).Expect(3).Says("JM3050", "the server dotnet", "joulemark doctor --restore", $"kill {server}");
            (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.File("next"), "--", "true"], _environment)).Expect(3).Says("JM3050", "joulemark doctor --restore", $"kill {server}");
        }
        finally
        {
            Signals.Send(server, Signals.Kill);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_WhoseChildCannotBeEnded_IsNamed_AndTheFolderIsComplete(bool isInterrupted)
    {
        // We run as an ordinary user; the server's child makes itself root's, so that we may not end it.
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv") && File.Exists("/usr/bin/cc"), "needs root, setpriv and a C compiler");
        var (program, pid) = (_workspace.File("roots"), _workspace.File("pid"));
        var source = _workspace.Write("roots.c", "#define _GNU_SOURCE\n#include <stdio.h>\n#include <unistd.h>\nint main(int n, char **a) { (void)n; if (setresuid(0, 0, 0)) return 1; FILE *f = fopen(a[1], \"w\"); fprintf(f, \"%d\", getpid()); fclose(f); for (;;) pause(); }\n");
        using (var compiler = System.Diagnostics.Process.Start("/usr/bin/cc", ["-o", program, source]))
            await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(program, (UnixFileMode)Convert.ToInt32("4755", 8));
            File.SetUnixFileMode(_workspace.Path, (UnixFileMode)Convert.ToInt32("0777", 8));
        }

        var command = $"""["sh","-c","{program} {pid} & exec \"$0\" \"$@\"",{Words}]""";
        string[] user = ["setpriv", "--reuid", "4321", "--regid", "4321", "--clear-groups", "env", "--default-signal=INT,TERM"];
        await using var run = CliProcess.StartCommand([.. user, .. CliProcess.Command, .. _workspace.RunArguments(Launch(isInterrupted ? Workspace.Endless : Workspace.Short), "--set", $"server.launch.command={command}")], _environment);
        await run.ErrorLineAsync("window 1 of");
        Assert.SkipUnless(File.Exists(pid), "this file system lets no program be root's");
        var child = int.Parse(await File.ReadAllTextAsync(pid, TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            if (isInterrupted)
                Signals.Send(run.Id, Signals.Interrupt);

            (await run.ExitAsync()).Expect(isInterrupted ? 130 : 4).Says("JM3060", $"process {child} (roots) does not end", $"sudo kill -9 {child}");
            Assert.Equal(isInterrupted ? "interrupted" : "failed", _workspace.Json("run.json").GetProperty("status").GetString());
            Assert.Single(Started);
        }
        finally
        {
            Signals.Send(child, Signals.Kill);
        }
    }

    [Fact]
    public async Task Server_ThatDiesInMidWindow_IsSaidWithItsLastLines()
    {
        await using var run = Start(Reference(Workspace.Endless));
        await run.ErrorLineAsync("window 1 of");

        Signals.Send(_workspace.ServerProcess, Signals.Kill);

        (await run.ExitAsync()).Expect(4).Says("JM3009", "the server dotnet", "code 137", "listening on");
        Assert.Empty(Started);
    }

    [Fact]
    public async Task Server_ThatHangsAtItsStart_IsSaidWithItsLastLinesAndEnded()
    {
        var pid = _workspace.File("pid");
        var result = await RunAsync(Launch(Workspace.Short), "--set", $"server.launch.command=sh -c 'echo $$ > {pid}; echo loading for ever; exec sleep 1000'", "--set", "server.start-timeout=3s");

        result.Expect(4).Says("JM3007", "did not get ready", "3 s", "loading for ever", "server.start-timeout");
        await Eventually.IsGoneAsync(int.Parse(await File.ReadAllTextAsync(pid, TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Server_ThatEndsAtItsStart_EndsTheWaitAtOnce()
    {
        var result = await RunAsync(Launch(Workspace.Short), "--set", "server.launch.command=sh -c 'echo no such GPU >&2; exit 7'", "--set", "server.start-timeout=1h");
        result.Expect(4).Says("JM3007", "code 7", "no such GPU");
    }

    [Fact]
    public async Task Port_ThatIsTaken_IsSaidBeforeAnythingIsMeasured()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var result = (await RunAsync(Reference(Workspace.Short), "--set", $"server.launch.port={port}")).Expect(2).Says("JM3044", $"port {port} is taken by", $"process {Environment.ProcessId}");

        Assert.DoesNotContain("idle", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engine_ThatIsNotThere_IsSaidWithWhatToInstall()
    {
        _environment["PATH"] = Path.GetDirectoryName(Environment.ProcessPath)!;
        await using var run = CliProcess.StartCommand(
            [DotnetHost, .. CliProcess.Command.Skip(1), .. _workspace.RunArguments(Launch(Workspace.Short), "--set", "server.launch.image=a/b:1")], _environment);
        (await run.ExitAsync()).Expect(2).Says("JM3041", "docker", "podman", "apt-get install podman");
    }

    public void Dispose() => _workspace.Dispose();

    private static string DotnetHost => new FileInfo("/usr/bin/dotnet") is { Exists: true } link ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? link.FullName
        : Path.Combine(Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "", "dotnet");

    /// <summary>Words that start a reference server on the port that is filled in, as JSON texts.</summary>
    private static string Words => string.Join(',', CliProcess.Command.Concat(["reference", "--model", "small-fp32", "--port", "{port}"]).Select(w => $"\"{w}\""));

    private static string Launch(string rest) => $$"""
        name: test
        server: { kind: auto, model: small-fp32, request-timeout: 20s }
        workload: { kind: arithmetic, requests: 20, output-tokens: { max: 16 } }
        {{rest}}
        """;

    private static string Reference(string rest) => Launch(rest).Replace("request-timeout: 20s", $"request-timeout: 20s, launch: {{ command: [{Words}] }}", StringComparison.Ordinal);

    private static int ParentOf(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private JsonElement ServerEvent => _workspace.Lines("events.jsonl").First(e => e.GetProperty("kind").GetString() == "server");

    private string Log => File.ReadAllText(Path.Combine(_workspace.Run, "server-small-fp32.log"));

    private string[] Started => Directory.Exists(_workspace.File("state/servers")) ? Directory.GetFiles(_workspace.File("state/servers")) : [];

    private Task<CliResult> RunAsync(string spec, params string[] more) => CliProcess.RunAsync(_workspace.RunArguments(spec, more), _environment);

    private Task<CliResult> NextAsync() => CliProcess.RunAsync(["run", _workspace.Write("next.yaml", Reference(Workspace.Short)), "--runs", _workspace.File("next")], _environment);

    private CliProcess Start(string spec, params string[] more) => CliProcess.Start(_workspace.RunArguments(spec, more), _environment);
}
