using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis.Checks;

/// <summary>A board's own indicators, once a second, over windows of 40–50, 60–70 and 80–90 s.</summary>
public sealed class BoardChecksTests
{
    private const int Length = 10;

    [Theory]
    [InlineData(0x08, true)]
    [InlineData(0x10, true)]
    [InlineData(0x20, true)]
    [InlineData(0x40, true)]
    [InlineData(0x80, true)]
    [InlineData(0x00, false)]
    [InlineData(0x01, false)] // idle
    [InlineData(0x04, false)] // at its power limit
    [InlineData(0x100, false)] // display
    public void Board_ThatIsSlowedDown_IsThrottled_ByTheReasonsThatMatter(int mask, bool isThrottled)
    {
        var reasons = Of(Indicator("clock-event-reasons", _ => mask)).Validity.Reasons.Where(r => r.Code == "throttled").ToList();
        Assert.Equal(isThrottled, reasons.Count == 1);
    }

    [Fact]
    public void Throttling_IsSaid_WithWhichHowLongAndSinceWhen()
    {
        var reason = Assert.Single(Of(Indicator("clock-event-reasons", t => t is >= 63 and < 66 ? 0x24 : 0x4)).Validity.Reasons, r => r.Code == "throttled");
        Assert.StartsWith("in window 2 gpu0 was slowed down by heat (software thermal slowdown) for 3 s (30", reason.Evidence, StringComparison.Ordinal);
        Assert.Contains("first seen 2.5 s into it; the limit is 2", reason.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thermal-violation", 0.199, false)] // of 9.95 s between the first sample of a window and the last
    [InlineData("thermal-violation", 0.201, true)]
    [InlineData("board-limit-violation", 5, true)]
    [InlineData("reliability-violation", 5, true)]
    [InlineData("sync-boost-violation", 5, true)]
    [InlineData("power-violation", 5, false)]
    public void Counter_OfTimeSlowedDown_SeesBetweenTheSamples(string counter, double seconds, bool isThrottled) =>
        Assert.Equal(isThrottled, Of(Indicator(counter, t => t < 65 ? 100 : 100 + seconds)).Validity.Reasons.Any(r => r.Code == "throttled"));

    [Fact]
    public void Counter_ThatStartedAnew_SaysNothing() =>
        Assert.DoesNotContain(Of(Indicator("thermal-violation", t => t < 65 ? 100 : 0)).Validity.Reasons, r => r.Code == "throttled");

    [Fact]
    public void Board_ThatNoFigureHolds_IsNobodysAffair()
    {
        var run = Indicator("clock-event-reasons", _ => 0x20);
        Assert.DoesNotContain(Of(run with { Header = run.Header with { Gpus = ["1"] } }).Validity.Reasons, r => r.Code == "throttled");
    }

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(0.6, false)]
    [InlineData(0.0, true)]
    public void PowerCap_IsANote_AndAReasonWhereTheWindowsDiffer(double shareOfTheLast, bool isReason)
    {
        var run = Indicator("clock-event-reasons", t => t < 75 || t < 80 + (shareOfTheLast * Length) ? 0x4 : 0);
        Assert.Equal(isReason, Of(run).Validity.Reasons.Any(r => r.Code == "capped-unevenly"));
        Assert.Contains(RunAnalyzer.Analyze(run).Diagnostics, d => d.Id == "JM6054" && d.Message.Contains("gpu0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(65, true)]
    [InlineData(75, true)] // between two windows
    [InlineData(95, false)]
    public void PowerLimit_ThatChanges_IsSaid(double at, bool isReason)
    {
        var reasons = Of(Indicator("power-limit", t => t < at ? 650 : 500)).Validity.Reasons.Where(r => r.Code == "power-limit-changed").ToList();
        Assert.Equal(isReason, reasons.Count == 1);
        if (isReason)
            Assert.Contains("from 650 W to 500 W", reasons[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void PowerLimit_OfAnotherConfigurationBetweenTheWindows_IsNoChange() =>
        Assert.DoesNotContain(Of(Indicator("power-limit", t => t % 20 < 10.3 ? 650 : 500)).Validity.Reasons, r => r.Code == "power-limit-changed");

    [Fact]
    public void Clocks_HeldByASettingInSomeWindows_AreSaid() =>
        Assert.Contains("window 3", Assert.Single(Of(Indicator("clock-event-reasons", t => t < 75 ? 0 : 0x2)).Validity.Reasons, r => r.Code == "clocks-changed").Evidence, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, null)]
    [InlineData(35, "the run had set the power limit of gpu0 to 400 W, and 700 W was in force in window 1, 0 s into it, for 10 of 10 s")] // before the first window: all are alike
    [InlineData(63, "700 W was in force in window 2, 2.5 s into it")]
    public void PowerLimit_ThatIsNotWhatTheRunSet_IsSaid(double from, string? says)
    {
        var reasons = Of(Setting(Indicator("power-limit", t => from > 0 && t >= from ? 700 : 400), "gpu.power-limit", "400W")).Validity.Reasons.Where(r => r.Code == "power-limit-changed").ToList();
        Assert.Equal(says is not null, reasons.Count == 1);
        if (says is not null)
            Assert.Contains(says, reasons[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void PowerLimit_ThatTheRunSetOnAnotherBoard_OrSetBack_IsNotHeldAgainst()
    {
        var run = Indicator("power-limit", _ => 700);
        Assert.Empty(Of(Setting(run, "gpu.power-limit", "400W", "GPU-1")).Validity.Reasons);
        Assert.Empty(Of(Setting(Setting(run, "gpu.power-limit", "400W"), "gpu.power-limit", "700W", action: "restored", at: 30)).Validity.Reasons);
    }

    [Theory]
    [InlineData(42, 45, true)]
    [InlineData(11, 15, true)] // in the idle baseline
    [InlineData(52, 58, false)]
    public void PowerLimit_ThatTheWatchSawOthersSet_CountsWhereItIsMeasured(int from, int to, bool isReason)
    {
        var run = Indicator("temperature", _ => 60);
        var seen = new Disturbance { Code = Disturbance.PowerLimitChanged, Subject = "gpu0", Message = "another", Board = 0, Number = 1, Since = new Timestamp(from * 1_000_000_000L), Until = new Timestamp(to * 1_000_000_000L) };
        Assert.Equal(isReason ? ["power-limit-changed"] : [], Of(run with { Events = [.. run.Events, seen.ToEvent(default)] }).Validity.Reasons.Select(r => r.Code));
    }

    [Theory]
    [InlineData(1410, false)]
    [InlineData(1425, false)] // the next step
    [InlineData(1980, true)]
    public void Clock_AboveTheLockThatTheRunSet_SaysThatTheLockIsGone(double clock, bool isReason)
    {
        var reasons = Of(Setting(Indicator("graphics-clock", t => t >= 63 ? clock : 1410), "gpu.clocks", "1200-1410MHz")).Validity.Reasons.Where(r => r.Code == "clocks-changed").ToList();
        Assert.Equal(isReason, reasons.Count == 1);
        if (isReason)
            Assert.Contains("locked the clock of gpu0 to 1410 MHz at most, and it ran at up to 1980 MHz in window 2, 2.5 s into it", reasons[0].Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain(Of(Setting(Indicator("graphics-clock", _ => clock), "gpu.clocks", "unlocked")).Validity.Reasons, r => r.Code == "clocks-changed");
    }

    [Theory]
    [InlineData(0x0, true)]
    [InlineData(0x4, false)] // at its power limit
    [InlineData(0x1, false)] // idle
    public void Clock_BelowTheLock_IsNoted_WhereNothingExplainsIt(int mask, bool isNoted)
    {
        var run = Setting(Indicator("graphics-clock", _ => 1000), "gpu.clocks", "1410MHz");
        var reasons = run.Machine.Channels[^1] with { Name = "gpu0-clock-event-reasons" };
        run = run with
        {
            Machine = run.Machine with { Channels = [.. run.Machine.Channels, reasons] },
            Samples = [.. run.Samples, .. Enumerable.Range(0, 100).Select(i => new MeterSample(new Timestamp(i * 1_000_000_000L), reasons.Name, mask))],
        };
        Assert.Equal(isNoted ? 1 : 0, RunAnalyzer.Analyze(run).Diagnostics.Count(d => d.Id == "JM6060"));
    }

    private static RunRecord Setting(RunRecord run, string control, string to, string target = "GPU-0", string action = "set", int at = 5) => run with
    {
        Events = [.. run.Events, new RunEvent
        {
            Time = new Timestamp(at * 1_000_000_000L), Kind = RunEvent.Setting, Message = control,
            Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["control"] = control, ["target"] = target, ["action"] = action, ["to"] = to },
        }],
    };

    [Theory]
    [InlineData(4.9, false)]
    [InlineData(5.1, true)]
    public void Temperature_BetweenWindows_MayDrift5Degrees(double drift, bool isReason)
    {
        var reasons = Of(Indicator("temperature", t => t < 75 ? 60 : 60 + drift)).Validity.Reasons.Where(r => r.Code == "temperature-drift").ToList();
        Assert.Equal(isReason, reasons.Count == 1);
        if (isReason)
            Assert.Contains("in window 3", reasons[0].Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)] // a load that is measured whole warms the board as it begins
    public void Temperature_WithinASteadyWindow_MayRise10Degrees(bool isWhole, bool isReason)
    {
        var run = Indicator("temperature", t => 60 + (1.5 * (t % 20)));
        run = run with { Windows = [.. run.Windows.Select(w => w with { IsWholeTask = isWhole })] };
        Assert.Equal(isReason, Of(run).Validity.Reasons.Any(r => r.Code == "temperature-drift"));
    }

    [Fact]
    public void Board_ThatIsWell_LeavesTheRunValid() => Assert.Empty(Of(Indicator("clock-event-reasons", _ => 0)).Validity.Reasons);

    /// <summary>The sample run with a board beside its packages, in the boundary gpu: 30 W under load, as its DRAM has.</summary>
    internal static RunRecord WithBoard(RunRecord run)
    {
        var board = run.Machine.Channels[0] with { Name = "gpu0", Source = "nvml", Part = MachinePart.Gpu, DeviceId = "GPU-0" };
        var other = board with { Name = "gpu1", Device = 1, DeviceId = "GPU-1" };
        return run with
        {
            Header = run.Header with { Boundary = Boundary.Gpu, Gpus = ["0"] },
            Machine = run.Machine with { Channels = [board, other] },
            Samples = [.. run.Samples.Where(s => s.Channel == "cpu0-package").SelectMany(s => (MeterSample[])[s with { Channel = "gpu0" }, s with { Channel = "gpu1" }])],
        };
    }

    private static RunRecord Indicator(string kind, Func<double, double> value)
    {
        var run = WithBoard(SampleRun.Make());
        var indicator = run.Machine.Channels[0] with { Name = $"gpu0-{kind}", Reading = ReadingKind.Indicator, UpdatePeriodSeconds = null };
        return run with
        {
            Machine = run.Machine with { Channels = [.. run.Machine.Channels, indicator] },
            Samples = [.. run.Samples, .. Enumerable.Range(0, 100).Select(i => new MeterSample(new Timestamp(i * 1_000_000_000L), indicator.Name, value(i)))],
        };
    }

    private static ConfigurationResult Of(RunRecord run) => RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration];
}
