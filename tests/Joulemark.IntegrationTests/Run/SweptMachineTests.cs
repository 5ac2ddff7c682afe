using System.Globalization;
using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>Sweeps over what the machine is set to, on boards that draw what they are allowed to: every value is set, every figure is of its value, and the machine is as it was at the end.</summary>
public sealed class SweptMachineTests : IDisposable
{
    private const string Measure = "measure: { idle: 200ms, warm-up: 200ms, window: 1200ms, precision: 50%, repeats: { min: 1, max: 1 }, cool-down: 0s }";
    private const double Watts = 600;
    private const double Clock = 1965;

    private readonly Workspace _workspace = new();
    private readonly FakeSysfs _sysfs = new FakeSysfs().AddPolicies(2, "powersave");
    private readonly FakeNvml _nvml;
    private readonly Dictionary<string, string> _environment;

    public SweptMachineTests()
    {
        Assert.SkipWhen(FakeNvml.Unavailable is not null, FakeNvml.Unavailable ?? "");
        _nvml = new FakeNvml();
        var board = _nvml.AddBoard();
        _nvml.SetWaveform(board, (0, Watts), (1, Watts));
        _nvml.SetBoard(board, "obeys", "1");
        _nvml.SetBoard(board, "max_clock.0", "1980");
        _environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["JOULEMARK_SYSFS"] = _sysfs.Root, ["JOULEMARK_NVML"] = _nvml.LibraryPath, ["JOULEMARK_STATE"] = _workspace.File("state") };
    }

    [Fact]
    public async Task PowerLimits_AreSetOneAfterTheOther_AndEachPointDrawsWhatItMay()
    {
        (await RunAsync("sweep: { controls.gpu.power-limit: { from: 300W, to: 500W, step: 100W } }", Measure.Replace("min: 1, max: 1", "min: 2, max: 2", StringComparison.Ordinal))).Expect(0, 3).Says("point 3 of 3");

        Assert.Equal([300, 400, 500, 400, 300, 650], Set("limit_mw").Select(mw => mw / 1000)); // there and back, and to what it was
        Assert.Equal(["300", "400", "500"], Points(_workspace.Run).Keys.Order(StringComparer.Ordinal));
        Assert.All(Points(_workspace.Run), p => Assert.InRange(p.Value, 0.99 * double.Parse(p.Key, CultureInfo.InvariantCulture), 1.01 * double.Parse(p.Key, CultureInfo.InvariantCulture)));
        Assert.DoesNotContain("not-comparable", _workspace.Json("result.json").GetProperty("sweep").GetRawText(), StringComparison.Ordinal); // nothing but the limit and what follows from it differs
        AssertUntouched();
    }

    [Fact]
    public async Task Clocks_AreLockedOneAfterTheOther_AndUnlockedAtTheEnd()
    {
        (await RunAsync("sweep: { controls.gpu.clocks: [990MHz, 1410MHz] }")).Expect(0, 3);

        Assert.Equal([990, 1410, 990, 0], Set("lock_max")); // the last idle is under what the first was under
        var points = Points(_workspace.Run);
        Assert.Equal(["1410", "990"], points.Keys.Order(StringComparer.Ordinal));
        Assert.All(points, p => Assert.InRange(p.Value / (Watts * double.Parse(p.Key, CultureInfo.InvariantCulture) / Clock), 0.99, 1.01));
        Assert.DoesNotContain("not-comparable", _workspace.Json("result.json").GetProperty("sweep").GetRawText(), StringComparison.Ordinal);
        AssertUntouched();
    }

    [Fact]
    public async Task Sweep_ThatIsInterrupted_LeavesTheMachineAsItWas_AndIsGoneOnWith()
    {
        var spec = Spec("sweep: { controls.gpu.power-limit: [300W, 400W, 500W] }", Measure);
        await using (var run = CliProcess.StartCommand(["env", "--default-signal=INT,TERM", .. CliProcess.Command, .. _workspace.RunArguments(spec)], _environment))
        {
            await run.ErrorLineAsync("point 2 of 3");
            await Eventually.IsTrueAsync(() => _nvml.Kept(0, "limit_mw") == "400000", "the second limit is set");
            Signals.Send(run.Id, Signals.Interrupt);
            (await run.ExitAsync()).Expect(130);
        }

        AssertUntouched();
        var first = _workspace.Run;

        (await CliProcess.RunAsync([.. _workspace.RunArguments(spec), "--resume", first], _environment)).Expect(0, 3);

        Assert.Equal([300, 400, 650, 400, 500, 400, 650], Set("limit_mw").Select(mw => mw / 1000));
        AssertUntouched();
        var points = Points(Assert.Single(Directory.GetDirectories(_workspace.Runs), d => d != first)); // of both runs
        Assert.Equal(["300", "400", "500"], points.Keys.Order(StringComparer.Ordinal));
        Assert.All(points, p => Assert.InRange(p.Value / double.Parse(p.Key, CultureInfo.InvariantCulture), 0.99, 1.01));
    }

    [Theory]
    [InlineData("controls.gpu.power-limit: [300W, 100W]", "100W", "200W to 700W")]
    [InlineData("controls.gpu.power-limit: { from: 300W, to: 900W }, search: least-energy", "900W", "200W to 700W")]
    [InlineData("controls.gpu.clocks: [990MHz, 2500MHz]", "2500MHz", "1980MHz")]
    public async Task Value_ThatTheBoardDoesNotTake_IsSaidBeforeAnythingIsSet(string sweep, string value, string range)
    {
        (await RunAsync($"sweep: {{ {sweep} }}")).Expect(3).Says("JM6027", value, range);

        Assert.Empty(Set("limit_mw"));
        Assert.Empty(Set("lock_max"));
        Assert.Empty(_workspace.Lines("windows.jsonl"));
        AssertUntouched();
    }

    [Fact]
    public async Task Limits_ThatAreNotToBeSet_AreNoSweep() =>
        (await CliProcess.RunAsync(_workspace.RunArguments(Spec("sweep: { controls.gpu.power-limit: [300W, 400W] }", Measure).Replace("mode: set", "mode: warn", StringComparison.Ordinal)), _environment)).Expect(2).Says("controls.gpu.power-limit", "mode");

    public void Dispose()
    {
        _workspace.Dispose();
        _sysfs.Dispose();
        _nvml?.Dispose();
    }

    private static string Spec(string sweep, string measure) => Workspace.Reference($"""
        load: {"{ concurrency: 2 }"}
        {measure}
        boundary: gpu
        controls: {"{ mode: set, gpu.persistence: on }"}
        {sweep}
        """);

    private Task<CliResult> RunAsync(string sweep, string measure = Measure) => CliProcess.RunAsync(_workspace.RunArguments(Spec(sweep, measure)), _environment);

    /// <summary>All that the board was ever set to; 0 is taken back.</summary>
    private IEnumerable<int> Set(string key) => File.Exists(_nvml.LibraryPath + ".history")
        ? File.ReadAllLines(_nvml.LibraryPath + ".history").Select(l => l.Split(' ')).Where(l => l[0] == $"gpu0.{key}").Select(l => int.Parse(l[1], CultureInfo.InvariantCulture)) : [];

    /// <summary>Mean power of each point, by the number that was swept.</summary>
    private static Dictionary<string, double> Points(string run)
    {
        var sweep = JsonElement.Parse(File.ReadAllText(Path.Combine(run, "result.json"))).GetProperty("sweep");
        return sweep.GetProperty("series").EnumerateArray().Single().GetProperty("points").EnumerateArray().ToDictionary(
            p => p.GetProperty("value").GetDouble().ToString(CultureInfo.InvariantCulture), p => p.GetProperty("figures").GetProperty("mean_power").GetProperty("value").GetDouble(), StringComparer.Ordinal);
    }

    private void AssertUntouched()
    {
        Assert.Contains(_nvml.Kept(0, "limit_mw"), (string?[])[null, "650000"]);
        Assert.Null(_nvml.Kept(0, "lock_max"));
        var leases = Path.Combine(_workspace.File("state"), "leases");
        Assert.Empty(Directory.Exists(leases) ? Directory.GetFiles(leases) : []);
    }
}
