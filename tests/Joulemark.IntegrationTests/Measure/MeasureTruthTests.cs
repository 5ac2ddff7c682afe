using System.Diagnostics;
using System.Globalization;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Measure;

/// <summary>A known power, through the whole tool: the figure is the truth, and its stated uncertainty holds it.</summary>
public sealed class MeasureTruthTests : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly FakeSysfs _sysfs = new();

    [Fact]
    public async Task Sleep_OnAPackageThatWrapsInMidWindow_IsTheTruth()
    {
        // A square wave and a slow ramp: about 110 W, so the wrap comes three seconds into the run, in the window.
        using var rapl = new FakeRaplClock(_sysfs, t => (t % 1.7 < 0.8 ? 160 : 60) + (2 * (t % 20)), joulesToWrap: 450);
        (await CliProcess.RunAsync(
            ["measure", "--idle", "1s", "--boundary", "components", "--runs", _workspace.Runs, "--", "sleep", "5"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["JOULEMARK_SYSFS"] = _sysfs.Root })).Expect(0, 3);

        var (start, end) = Window();
        var truth = rapl.EnergyBetween(start, end);
        var measured = Measured();
        Assert.InRange(measured / truth, 0.995, 1.005);
        var stated = _workspace.Configuration.GetProperty("windows")[0].GetProperty("uncertainty_j").GetDouble();
        Assert.True(Math.Abs(measured - truth) <= stated + Clocks(start, end, truth), string.Create(CultureInfo.InvariantCulture, $"{measured} J ± {stated} J; the truth is {truth} J"));
        Assert.Equal("counter", _workspace.Configuration.GetProperty("provenance").GetString());
        Assert.True(Wrapped(), "the counter did not wrap in the window: the test proves nothing");
    }

    [Fact]
    public async Task Sleep_OnABoardWithAWaveform_IsTheTruth()
    {
        Assert.SkipWhen(FakeNvml.Unavailable is not null, FakeNvml.Unavailable ?? "");
        using var nvml = new FakeNvml();
        var board = nvml.AddBoard();
        nvml.SetWaveform(board, (0, 120), (0.7, 480), (1.3, 300), (1.9, 120)); // joules change by the call, as the counter's clock is the test's own
        (await CliProcess.RunAsync(
            ["measure", "--idle", "1s", "--boundary", "gpu", "--runs", _workspace.Runs, "--", "sleep", "5"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["JOULEMARK_NVML"] = nvml.LibraryPath })).Expect(0, 3);

        var (start, end) = Window();
        var truth = nvml.EnergyBetween(board, Ticks(start), Ticks(end)).Joules;
        var measured = Measured();
        Assert.InRange(measured / truth, 0.995, 1.005);
        var stated = _workspace.Configuration.GetProperty("windows")[0].GetProperty("uncertainty_j").GetDouble();
        Assert.True(Math.Abs(measured - truth) <= stated + Clocks(start, end, truth), string.Create(CultureInfo.InvariantCulture, $"{measured} J ± {stated} J; the truth is {truth} J"));
    }

    [Fact]
    public async Task Command_ThatLoadsABoardWhoseCounterMovesTenTimesASecond_IsTheTruth()
    {
        Assert.SkipWhen(FakeNvml.Unavailable is not null, FakeNvml.Unavailable ?? "");
        using var nvml = new FakeNvml();
        var board = nvml.AddBoard();
        nvml.SetWaveform(board, (0, 60), (10, 60));
        nvml.SetBoard(board, "counter_update_ms", "100");
        var (begun, ended) = (_workspace.File("begun"), _workspace.File("ended"));
        nvml.SetLoad(board, 340, begun, ended);
        (await CliProcess.RunAsync(
            ["measure", "--idle", "1s", "--boundary", "gpu", "--runs", _workspace.Runs, "--", "sh", "-c", $"touch {begun}; sleep 5.04; touch {ended}"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["JOULEMARK_NVML"] = nvml.LibraryPath })).Expect(0, 3);

        var (start, end) = Window();
        var truth = nvml.EnergyBetween(board, Ticks(start), Ticks(end)).Joules;
        var measured = Measured();
        var stated = _workspace.Configuration.GetProperty("windows")[0].GetProperty("uncertainty_j").GetDouble();
        var what = string.Create(CultureInfo.InvariantCulture, $"{measured} J ± {stated} J; the truth is {truth} J");
        Assert.True(Math.Abs(measured - truth) <= stated + Clocks(start, end, truth), what);
        Assert.SkipWhen(stated > 0.008 * truth, $"the machine was too busy to read densely, and the figure says so: {what}"); // by a reading that is up to 100 ms old it is 1.6 %
        Assert.True(Math.Abs(measured - truth) <= 0.005 * truth, what);
        TestContext.Current.TestOutputHelper?.WriteLine(what);
    }

    [Theory]
    [InlineData("100")]
    [InlineData("30")] // faster than the run's own ten readings a second could tell
    public async Task Repeats_OnABoardWhoseCounterMovesNowAndThen_HoldTheTruth_AndItsPeriodIsFound(string milliseconds)
    {
        Assert.SkipWhen(FakeNvml.Unavailable is not null, FakeNvml.Unavailable ?? "");
        using var nvml = new FakeNvml();
        var board = nvml.AddBoard();
        nvml.SetWaveform(board, (0, 250), (10, 250));
        nvml.SetBoard(board, "counter_update_ms", milliseconds);
        (await CliProcess.RunAsync(
            ["measure", "--idle", "5s", "--boundary", "gpu", "--repeat", "3", "--cool-down", "0s", "--runs", _workspace.Runs, "--", "sleep", "2"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["JOULEMARK_NVML"] = nvml.LibraryPath })).Expect(0, 3);

        var metrics = _workspace.Configuration.GetProperty("metrics");
        var power = metrics.GetProperty("mean_power");
        var widest = _workspace.Configuration.GetProperty("windows").EnumerateArray().Max(w => w.GetProperty("uncertainty_j").GetDouble()) / 2;
        Assert.InRange(power.GetProperty("value").GetDouble(), 250 - widest, 250 + widest);
        var seen = _workspace.Json("machine.json").GetProperty("calibrations").EnumerateArray().Single(c => c.GetProperty("channel").GetString() == "gpu0");
        var period = double.Parse(milliseconds, CultureInfo.InvariantCulture) / 1e3;
        Assert.InRange(seen.GetProperty("update_period_s").GetDouble(), 0.7 * period, 1.3 * period); // found, not written down anywhere
    }

    [Fact]
    public async Task Sleep_ByTheMetersOfAnotherJoulemark_IsTheTruth()
    {
        using var rapl = new FakeRaplClock(_sysfs, t => t % 1.7 < 0.8 ? 160 : 60);
        await using var server = CliProcess.Start(["meters", "--serve", "127.0.0.1:0"], new Dictionary<string, string>(StringComparer.Ordinal) { ["JOULEMARK_SYSFS"] = _sysfs.Root });
        var line = await server.OutputLineAsync("http://");
        var address = line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim();

        (await CliProcess.RunAsync(["measure", "--idle", "2s", "--boundary", "components", "--meter", address, "--runs", _workspace.Runs, "--", "sleep", "8"])).Expect(0);

        var (start, end) = Window();
        Assert.InRange(Measured() / rapl.EnergyBetween(start, end), 0.98, 1.02);
        Assert.DoesNotContain("not-bracketed", _workspace.Reasons);
        Signals.Send(server.Id, Signals.Interrupt);
        (await server.ExitAsync()).Expect(0);
    }

    public void Dispose()
    {
        _sysfs.Dispose();
        _workspace.Dispose();
    }

    /// <summary>The figure. On a machine so busy that the meters were not read for half a second there is none, and the run says why.</summary>
    private double Measured()
    {
        if (_workspace.Metric("energy_to_solution") is { } joules)
            return joules;
        Assert.Contains(_workspace.Reasons, r => r is "sample-gap" or "not-bracketed" or "stale-counter");
        Assert.Skip($"the machine was too busy to be measured, and the run says so: {string.Join(", ", _workspace.Reasons)}");
        return 0;
    }

    /// <summary>The window on the wall clock.</summary>
    private (DateTimeOffset Start, DateTimeOffset End) Window()
    {
        var zero = _workspace.Json("run.json").GetProperty("started_at").GetDateTimeOffset();
        var window = _workspace.Lines("windows.jsonl").Single(w => w.GetProperty("stage").GetString() == "window");
        return (zero.AddMicroseconds(window.GetProperty("start_ns").GetInt64() / 1e3), zero.AddMicroseconds(window.GetProperty("end_ns").GetInt64() / 1e3));
    }

    private static long Ticks(DateTimeOffset time) => Stopwatch.GetTimestamp() + (long)((time - TimeProvider.System.GetUtcNow()).TotalSeconds * Stopwatch.Frequency);

    /// <summary>Two processes agree on the time by the wall clock, to a few milliseconds at best while it is busy.</summary>
    private static double Clocks(DateTimeOffset start, DateTimeOffset end, double joules) => 0.005 * joules / (end - start).TotalSeconds;

    private bool Wrapped()
    {
        var (first, last) = (double.MaxValue, 0.0);
        foreach (var sample in _workspace.Lines("samples.jsonl").Where(s => s.GetProperty("channel").GetString() == "cpu0-package"))
        {
            var joules = sample.GetProperty("reading").GetDouble();
            first = Math.Min(first, joules);
            last = Math.Max(last, joules);
        }

        return first < 1_000 && last > 60_000;
    }
}
