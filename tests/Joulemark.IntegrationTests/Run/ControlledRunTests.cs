using System.Globalization;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>Runs that change the machine: whatever ends them, it is as it was before.</summary>
public sealed class ControlledRunTests : IDisposable
{
    private const string Governor = "devices/system/cpu/cpufreq/policy1/scaling_governor";
    private const string Short = """
        load: { concurrency: 2 }
        measure: { idle: 200ms, warm-up: 200ms, window: 1200ms, precision: 50%, repeats: { min: 1, max: 1 }, cool-down: 0s }
        """;

    private readonly Workspace _workspace = new();
    private readonly FakeSysfs _sysfs = new FakeSysfs().AddPolicies(2, "powersave");
    private readonly FakeNvml? _nvml = FakeNvml.Unavailable is null ? new FakeNvml() : null;

    public ControlledRunTests()
    {
        if (_nvml?.AddBoard() is { } board)
            _nvml.SetWaveform(board, (0, 300), (1, 320), (2, 300));
    }

    private FakeNvml Nvml => _nvml!;

    private string State => _workspace.File("state");

    private Dictionary<string, string> Environment => new(StringComparer.Ordinal)
    {
        ["JOULEMARK_SYSFS"] = _sysfs.Root, ["JOULEMARK_NVML"] = Nvml.LibraryPath, ["JOULEMARK_STATE"] = State,
    };

    private string[] Leases => Directory.Exists(Path.Combine(State, "leases")) ? Directory.GetFiles(Path.Combine(State, "leases")) : [];

    [Fact]
    public async Task Settings_AreSetForTheRun_AndRestored()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        var run = await RunAsync(Short, "set", "gpu.power-limit: 400W", "gpu.clocks: 1410MHz", "cpu.governor: performance");

        run.Expect(0, 3);
        AssertUntouched();
        var settings = _workspace.Lines("events.jsonl").Where(e => e.GetProperty("kind").GetString() == "setting").Select(e => e.GetProperty("facts")).ToList();
        Assert.Equal(["set", "set", "set", "set", "restored", "restored", "restored", "restored"], settings.Select(f => f.GetProperty("action").GetString()));
        Assert.Equal(("650W", "400W"), (settings[0].GetProperty("from").GetString(), settings[0].GetProperty("to").GetString()));
    }

    [Fact]
    public async Task LastIdle_WithABoard_BeginsWhenItsClocksHaveComeDown()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        (await RunAsync(Short, "require")).Expect(0, 3);

        var windows = _workspace.Lines("windows.jsonl");
        long Of(string stage, string edge) => windows.Last(w => w.GetProperty("stage").GetString() == stage).GetProperty(edge).GetInt64();
        Assert.InRange(Of("idle-after", "start_ns") - Of("window", "end_ns"), 5_000_000_000, long.MaxValue); // an H100 needs two seconds
    }

    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    public async Task Signal_InMidWindow_RestoresTheSettings(int signal)
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        await using var run = Start(["env", "--default-signal=INT,TERM", .. CliProcess.Command], Workspace.Endless);
        await InWindowAsync(run);

        Signals.Send(run.Id, signal);

        (await run.ExitAsync()).Expect(130);
        AssertUntouched();
    }

    [Fact]
    public async Task Signal_BesideAServerThatDoesNotWantToEnd_RestoresTheSettingsFirst()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        var words = string.Join(',', CliProcess.Command.Concat(["reference", "--model", "small-fp32", "--port", "{port}"]).Select(w => $"\"{w}\""));
        var spec = Spec(Workspace.Endless, "set", "gpu.power-limit: 400W", "cpu.governor: performance").Replace(
            "kind: reference, model: small-fp32", $$"""kind: auto, model: small-fp32, launch: { command: ["sh","-c","trap '' TERM; \"$0\" \"$@\"; sleep 1000",{{words}}] }""", StringComparison.Ordinal);
        await using var run = CliProcess.StartCommand(["env", "--default-signal=INT,TERM", .. CliProcess.Command, .. _workspace.RunArguments(spec)], Environment);
        await InWindowAsync(run);

        Signals.Send(run.Id, Signals.Interrupt);

        await Eventually.IsTrueAsync(() => Leases.Length == 0, "the settings are back");
        Assert.True(Directory.Exists($"/proc/{_workspace.ServerProcess.ToString(CultureInfo.InvariantCulture)}"), "the server has its ten seconds yet");
        AssertUntouched();
        (await run.ExitAsync()).Expect(130);
    }

    [Fact]
    public async Task Kill_InMidWindow_IsPutInOrderByTheDoctor()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        await using var run = Start(CliProcess.Command, Workspace.Endless);
        await InWindowAsync(run);
        var live = (await DoctorAsync("--restore")).Expect(0);
        Assert.Contains("the run goes on", live.Output, StringComparison.Ordinal);
        Assert.Equal("400000", Nvml.Kept(0, "limit_mw"));

        Signals.Send(run.Id, Signals.Kill);
        await Eventually.IsGoneAsync(run.Id);
        await Eventually.IsGoneAsync(_workspace.ServerProcess);

        Assert.Equal(3, Leases.Length);
        Assert.Equal("performance", _sysfs.Read(Governor));
        Assert.Contains("joulemark doctor --restore", (await DoctorAsync()).Expect(3).Output, StringComparison.Ordinal);
        (await RunAsync(Short, "warn", "gpu.count: 1")).Expect(3).Says("JM6033", "650W before run", "joulemark doctor --restore");
        var restored = (await DoctorAsync("--restore", "--json")).Expect(0);
        Assert.All(restored.Json.GetProperty("leases").EnumerateArray(), l => Assert.Equal("restored", l.GetProperty("restoration").GetString()));
        AssertUntouched();
        Assert.Contains("no run has left", (await DoctorAsync("--restore")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Governor_ChangedBehindOurBack_IsLeftAloneAndSaid()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        await using var run = Start(["env", "--default-signal=INT,TERM", .. CliProcess.Command], Workspace.Endless);
        await InWindowAsync(run);
        _sysfs.Write(Governor, "schedutil");

        Signals.Send(run.Id, Signals.Interrupt);

        (await run.ExitAsync()).Expect(130).Says("JM6029", "policy1", "schedutil", "it was powersave");
        Assert.Equal("schedutil", _sysfs.Read(Governor));
        Assert.Equal("powersave", _sysfs.Read(Governor.Replace("policy1", "policy0", StringComparison.Ordinal)));
        Assert.Equal("650000", Nvml.Kept(0, "limit_mw"));
        Assert.Empty(Leases);
    }

    [Fact]
    public async Task Permission_Refused_SaysWhatAnAdministratorTypes()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        Nvml.SetBoard(0, "return.nvmlDeviceSetPowerManagementLimit", "4");
        _sysfs.Write("devices/system/cpu/intel_pstate/no_turbo", "0");

        var run = await RunAsync(Short, "set", "gpu.power-limit: 400W", "cpu.turbo: off");

        run.Expect(3).Says("JM6026", "sudo nvidia-smi -i 0 -pl 400");
        Assert.Equal("0", _sysfs.Read("devices/system/cpu/intel_pstate/no_turbo"));
        AssertUntouched();
    }

    [Fact]
    public async Task Limit_ThatHasNoEffect_EndsTheRun()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        Nvml.SetBoard(0, "ignore.nvmlDeviceSetPowerManagementLimit", "1");

        (await RunAsync(Short, "set", "gpu.power-limit: 400W")).Expect(3).Says("JM6028", "650W");
        AssertUntouched();
    }

    [Fact]
    public async Task Required_AndNotMet_RefusesAndListsAll()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");

        var run = await RunAsync(Short, "require", "gpu.model: NVIDIA H200", "gpu.count: 2", "gpu.power-limit: 400W", "cpu.governor: performance", "kernel: 1.0");

        run.Expect(3).Says("NVIDIA H100 80GB HBM3", "controls.gpu.count: 2", "650W", "sudo nvidia-smi -i 0 -pl 400", "cpupower frequency-set -g performance", "controls.kernel: 1.0");
        Assert.DoesNotContain(_workspace.Lines("windows.jsonl"), _ => true);
        AssertUntouched();
    }

    [Fact]
    public async Task Warned_AndNotMet_StandsInTheResult()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");

        (await RunAsync(Short, "warn", "gpu.power-limit: 400W", "server.version: 99")).Expect(0, 3);

        var ids = _workspace.Json("result.json").GetProperty("diagnostics").EnumerateArray().Select(d => (d.GetProperty("id").GetString(), d.GetProperty("message").GetString())).ToList();
        Assert.Contains(ids, d => d.Item1 == "JM6020" && d.Item2!.Contains("gpu.power-limit: 400W is wanted, 650W was found", StringComparison.Ordinal));
        Assert.Contains(ids, d => d.Item1 is "JM6020" or "JM6021" && d.Item2!.Contains("server.version", StringComparison.Ordinal));
        AssertUntouched();
    }

    [Fact]
    public async Task Server_ThatIsAnother_EndsTheRunBeforeAnyWindow()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");

        (await RunAsync(Short, "require", "server.version: 99")).Expect(3).Says("server.version: 99");

        Assert.DoesNotContain(_workspace.Lines("windows.jsonl"), w => w.GetProperty("stage").GetString() == "window");
    }

    [Fact]
    public async Task Board_ThatNeverCools_MarksTheWindow_OrEndsTheRun()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        (await RunAsync(Short, "warn", "max-start-temperature: 50C", "cool-down-limit: 300ms")).Expect(3);
        Assert.Contains("too-warm", _workspace.Reasons);
        Directory.Delete(_workspace.Runs, recursive: true);

        (await RunAsync(Short, "require", "max-start-temperature: 50C", "cool-down-limit: 300ms")).Expect(3).Says("JM6024", "GPU 0 at 61C", "50C");
        Assert.DoesNotContain(_workspace.Lines("windows.jsonl"), w => w.GetProperty("stage").GetString() == "window");
    }

    [Fact]
    public async Task PowerLimit_ThatVaries_IsSetForEachConfiguration()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        var spec = Spec("""
            measure: { idle: 200ms, warm-up: 200ms, window: 1200ms, precision: 50%, repeats: { min: 2, max: 2 }, cool-down: 0s }
            vary: { controls.gpu.power-limit: [300W, 400W] }
            """, "set", "gpu.persistence: on");

        (await CliProcess.RunAsync(_workspace.RunArguments(spec), Environment)).Expect(0, 3);

        var set = _workspace.Lines("events.jsonl").Where(e => e.GetProperty("kind").GetString() == "setting").Select(e => e.GetProperty("facts")).Where(f => f.GetProperty("action").GetString() == "set");
        Assert.Equal(["300W", "400W", "300W"], set.Select(f => f.GetProperty("to").GetString()));
        AssertUntouched();
    }

    [Fact]
    public async Task Second_RunOnTheMachine_Refuses_OrWaits()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        await using var first = Start(["env", "--default-signal=INT,TERM", .. CliProcess.Command], Workspace.Endless);
        await InWindowAsync(first);
        var id = Path.GetFileName(_workspace.Run);
        var other = _workspace.Write("other.yaml", Spec(Short, "warn"));

        (await CliProcess.RunAsync(["run", other, "--runs", _workspace.File("others")], Environment))
            .Expect(3).Says("JM6040", id, first.Id.ToString(CultureInfo.InvariantCulture), "--wait");
        (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.File("others"), "--", "true"], Environment)).Expect(3).Says("JM6040");
        Assert.False(Directory.Exists(_workspace.File("others")));

        await using var impatient = CliProcess.StartCommand(["env", "--default-signal=INT,TERM", .. CliProcess.Command, "run", other, "--runs", _workspace.File("others"), "--wait"], Environment);
        await impatient.ErrorLineAsync("JM6042");
        Signals.Send(impatient.Id, Signals.Interrupt);
        (await impatient.ExitAsync()).Expect(130);

        await using var patient = CliProcess.Start(["run", other, "--runs", _workspace.File("others"), "--wait"], Environment);
        await patient.ErrorLineAsync("JM6042");
        Signals.Send(first.Id, Signals.Interrupt);
        (await first.ExitAsync()).Expect(130);
        (await patient.ExitAsync()).Expect(0, 3);
        Assert.Single(Directory.GetDirectories(_workspace.File("others")));
    }

    [Fact]
    public async Task Run_InsideAMeasuredCommand_IsLetThrough()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        var inner = _workspace.RunArguments(Spec(Short, "warn"));

        (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.File("outer"), "--", .. CliProcess.Command, .. inner], Environment)).Expect(0, 3);

        Assert.NotEmpty(_workspace.Lines("windows.jsonl"));
    }

    [Fact]
    public async Task Affinity_SeparatesServerAndClient_AndEndsWithTheServer()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        Assert.SkipWhen(System.Environment.ProcessorCount < 2, "needs two CPUs");
        var spec = Spec(Workspace.Endless, "set", "cpu.affinity: { server: 1, client: 0 }");
        await using var run = CliProcess.StartCommand(["env", "--default-signal=INT,TERM", .. CliProcess.Command, .. _workspace.RunArguments(spec)], Environment);
        await run.ErrorLineAsync("window 1 of");
        Assert.Equal(("1", "0"), (Cpus(_workspace.ServerProcess), Cpus(run.Id)));

        Signals.Send(run.Id, Signals.Interrupt);

        (await run.ExitAsync()).Expect(130);
        Assert.Empty(Leases);

        static string Cpus(int process) => File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status").Single(l => l.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split('\t')[1];
    }

    [Fact]
    public async Task State_ThatCannotBeWritten_LetsNothingBeChanged()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        File.WriteAllText(State, "in the directory's place");

        (await RunAsync(Short, "set", "gpu.power-limit: 400W")).Expect(3).Says("JM6041", "JM6025", State);
        Assert.Null(Nvml.Kept(0, "limit_mw"));
        Directory.Delete(_workspace.Runs, recursive: true);
        (await RunAsync(Short, "warn", "gpu.count: 1")).Expect(0, 3);
        Assert.NotEmpty(_workspace.Lines("windows.jsonl"));
    }

    [Fact]
    public async Task Lease_ThatIsDamaged_IsReportedAndKept()
    {
        Assert.SkipWhen(_nvml is null, FakeNvml.Unavailable ?? "");
        Directory.CreateDirectory(Path.Combine(State, "leases"));
        var damaged = Path.Combine(State, "leases", "gpu.power-limit-0.json");
        File.WriteAllText(damaged, "{ \"control\": \"gpu.po");

        Assert.Contains(damaged, (await DoctorAsync("--restore")).Expect(3).Output, StringComparison.Ordinal);
        (await RunAsync(Short, "warn", "gpu.count: 1")).Expect(3).Says("JM6031", damaged);
        Assert.True(File.Exists(damaged));
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _sysfs.Dispose();
        _nvml?.Dispose();
    }

    private static string Spec(string rest, string mode, params string[] controls) => Workspace.Reference($"""
        {rest}
        boundary: gpu
        controls:
          mode: {mode}
        {string.Join('\n', controls.Select(c => "  " + c))}
        """);

    private Task<CliResult> RunAsync(string rest, string mode, params string[] controls) =>
        CliProcess.RunAsync(_workspace.RunArguments(Spec(rest, mode, controls)), Environment);

    private CliProcess Start(IEnumerable<string> command, string rest) =>
        CliProcess.StartCommand([.. command, .. _workspace.RunArguments(Spec(rest, "set", "gpu.power-limit: 400W", "cpu.governor: performance"))], Environment);

    private Task<CliResult> DoctorAsync(params string[] options) => CliProcess.RunAsync(["doctor", .. options], Environment);

    private async Task InWindowAsync(CliProcess run)
    {
        await run.ErrorLineAsync("window 1 of");
        await Eventually.IsTrueAsync(() => _workspace.Lines("requests.jsonl").Any(r => r.GetProperty("stage").GetString() == "window"), "a request of the window is recorded");
        Assert.Equal("400000", Nvml.Kept(0, "limit_mw"));
        Assert.Equal("performance", _sysfs.Read(Governor));
    }

    private void AssertUntouched()
    {
        Assert.Contains(Nvml.Kept(0, "limit_mw"), (string?[])[null, "650000"]);
        Assert.Null(Nvml.Kept(0, "lock_max"));
        Assert.Equal("powersave", _sysfs.Read(Governor));
        Assert.Empty(Leases);
    }
}
