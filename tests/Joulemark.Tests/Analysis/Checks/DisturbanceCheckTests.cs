using Joulemark.Analysis;
using Joulemark.Analysis.Checks;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis.Checks;

/// <summary>What was seen of the machine, laid beside windows of 40–50, 60–70 and 80–90 s and an idle baseline of 10–20 s.</summary>
public sealed class DisturbanceCheckTests
{
    [Theory]
    [InlineData(39, 39.999, false)]
    [InlineData(39, 40, true)] // touching may have been inside: nobody knows between two looks
    [InlineData(50, 50, true)]
    [InlineData(50.001, 55, false)]
    [InlineData(45, 45, true)] // no length at all
    [InlineData(30, 100, true)]
    [InlineData(12, 13, true)] // the idle baseline
    [InlineData(20.001, 39, false)]
    public void Company_CountsWhereItTouchesAWindowOrABaseline(double since, double until, bool counts) =>
        Assert.Equal(counts, Codes(Over(Disturbance.MemoryPressure, since, until)).Contains("memory-pressure"));

    [Fact]
    public void Reason_SaysWhoWhenAndHowLong_TheWorstFirst_OthersCounted()
    {
        var reason = Assert.Single(Analyze(
            Over(Disturbance.CpuThrottled, 41, 42, "first"), Over(Disturbance.CpuThrottled, 63, 68, "second"), Over(Disturbance.CpuThrottled, 95, 99, "outside"), Over(Disturbance.CpuThrottled, 12, 20, "in idle")).Validity.Reasons);
        Assert.Equal("cpu-throttled", reason.Code);
        Assert.Equal("in an idle baseline, 2 s into it, for 8 of 10 s: in idle (and 2 more like it)", reason.Evidence);
    }

    [Fact]
    public void Window_IsNamedBeforeABaseline_ThatTheSameDisturbanceCoversToo() =>
        Assert.StartsWith("in window 1, 0 s into it, for 3 of 10 s: ", Assert.Single(Analyze(Over(Disturbance.CpuThrottled, 12, 43)).Validity.Reasons).Evidence, StringComparison.Ordinal);

    [Fact]
    public void Disturbance_ThatHasNoEnd_LastedToTheEnd() =>
        Assert.StartsWith("in window 1, 5 s into it, and in 2 more for 25 of 30 s: m", Assert.Single(Analyze(Event(new Disturbance { Code = Disturbance.MemoryPressure, Subject = "s", Message = "m", Number = 1, Since = At(45) }, At(45))).Validity.Reasons).Evidence, StringComparison.Ordinal);

    [Fact]
    public void Disturbance_ThatWasTakenBack_IsNone()
    {
        var begun = new Disturbance { Code = Disturbance.MemoryPressure, Subject = "s", Message = "m", Number = 1, Since = At(45) };
        Assert.Empty(Codes(Event(begun, At(45)), Event(begun with { Until = At(46), IsWithdrawn = true }, At(46))));
    }

    [Theory]
    [InlineData(5, 6, false)] // before the first baseline
    [InlineData(15, 16, true)]
    [InlineData(55, 56, true)] // between two windows
    [InlineData(25, 26, true)] // between the baseline and the first window: net figures subtract another machine's idle
    [InlineData(91, 92, false)]
    public void Change_CountsFromTheFirstStretchToTheLast(double since, double until, bool counts) =>
        Assert.Equal(counts, Codes(Over(Disturbance.GovernorChanged, since, until)).Contains("governor-changed"));

    [Fact]
    public void Change_BetweenWindows_SaysBetweenWhich() =>
        Assert.StartsWith("between window 1 and window 2, 5 s after the former: ", Assert.Single(Analyze(Over(Disturbance.ServerRestarted, 55, 56)).Validity.Reasons).Evidence, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)] // not counted
    public void Company_OnABoard_CountsWhereTheBoardDoes(int board, bool counts)
    {
        var run = BoardChecksTests.WithBoard(SampleRun.Make()) with { Events = [Over(Disturbance.ForeignGpuProcess, 41, 42, board: board)] };
        Assert.Equal(counts, Of(run).Validity.Reasons.Any(r => r.Code == "foreign-gpu-process"));
    }

    [Fact]
    public void Company_OnABoardThatNoFigureHolds_IsANoteInTheProcessBoundary()
    {
        var sample = SampleRun.Make();
        var channel = sample.Machine.Channels[0] with { Name = "process-cpu", Part = MachinePart.ProcessCpu, Source = "model", Provenance = Provenance.Modelled };
        var run = sample with
        {
            Header = sample.Header with { Boundary = Boundary.Process },
            Machine = sample.Machine with { Channels = [channel] },
            Samples = [.. sample.Samples.Where(s => s.Channel == "cpu0-package").Select(s => s with { Channel = "process-cpu" })],
            Events = [Over(Disturbance.ForeignGpuProcess, 41, 42, board: 0)],
        };
        Assert.DoesNotContain(Of(run).Validity.Reasons, r => r.Code == "foreign-gpu-process");
        Assert.Contains(RunAnalyzer.Analyze(run).Diagnostics, d => d.Id == "JM6056");
    }

    [Fact]
    public void Disturbance_OfThisMachine_IsNoReason_WhereAnotherIsMetered()
    {
        var run = SampleRun.Make();
        run = run with { Header = run.Header with { Node = "other" }, Events = [Over(Disturbance.MemoryPressure, 41, 42)] };
        Assert.DoesNotContain(Of(run).Validity.Reasons, r => r.Code == "memory-pressure");
    }

    [Fact]
    public void BackgroundLoad_OverItsLimit_IsNamed()
    {
        var run = SampleRun.Make();
        var busy = run with
        {
            Windows = [.. run.Windows.Select(w => w.Repeat == 2 ? w with { Cpu = w.Cpu! with { MachineSeconds = 9 } } : w)],
            Events = [Over(Disturbance.BackgroundCpu, 61, 69, "others kept 40 % of the CPUs busy: stress (process 7) 80 % of one")],
        };
        var reason = Assert.Single(Of(busy).Validity.Reasons);
        Assert.Equal("background-cpu", reason.Code);
        Assert.Contains("1 s into it and for 8 s, at the worst: others kept 40 % of the CPUs busy: stress (process 7)", reason.Evidence, StringComparison.Ordinal);
        var longer = Assert.Single(Of(busy with { Events = [Over(Disturbance.BackgroundCpu, 20, 69, "others kept 90 % of the CPUs busy: stress (process 7) 180 % of one")] }).Validity.Reasons);
        Assert.Contains("it went on for 49 s, and at its worst moment others kept 90 %", longer.Evidence, StringComparison.Ordinal);
        Assert.Empty(Of(run with { Events = busy.Events }).Validity.Reasons); // a burst that the window's account hardly sees
    }

    [Fact]
    public void Company_OfTheProcessBoundary_IsANoteOfFewWords()
    {
        var run = SampleRun.Make();
        var busy = run with
        {
            Windows = [.. run.Windows.Select(w => w.Repeat == 2 ? w with { Cpu = w.Cpu! with { MachineSeconds = 9 } } : w)],
            Events = [Over(Disturbance.BackgroundCpu, 20, 69, "others kept 40 % of the CPUs busy: stress (process 7) 80 % of one, backup (process 8) 30 % of one")],
        };
        var evidence = ConfigurationEvidenceOf(busy);
        Assert.Matches("^other processes kept [0-9]+ % of the CPUs busy in window 2 \\(stress \\(process 7\\) 80 % of one\\); the limit is 5 %$",
            BackgroundLoadCheck.Company(evidence, evidence.WindowRecords, Disturbance.Of(busy.Events)));
    }

    private static ConfigurationEvidence ConfigurationEvidenceOf(RunRecord run) => RunAnalyzer.Analyze(run).Evidence[0];

    [Theory]
    [InlineData(45, true)]
    [InlineData(200, false)]
    public void WallClock_ThatIsStepped_IsANote_AndNoReason(double at, bool isNoted)
    {
        var run = SampleRun.Make();
        run = run with { Windows = [.. run.Windows.Select(w => w.Stage == Stage.Window && !isNoted ? w with { Start = At(300), End = At(310) } : w)], Events = [new RunEvent { Time = At(at), Kind = RunEvent.ClockStep, Message = "the wall clock was stepped by 2 s" }] };
        Assert.Contains(RunAnalyzer.Analyze(run).Diagnostics, d => d is { Id: "JM6053", Severity: DiagnosticSeverity.Warning });
        Assert.DoesNotContain(RunAnalyzer.Analyze(run).Validity.Reasons, r => r.Code.Contains("step", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.0, 0.0, 0.0, null)]
    [InlineData(0.0, 0.0, 120.0, "120 tokens")] // a request that came and went between the two readings
    [InlineData(1.0, 2.0, 50.0, "50 tokens")]
    [InlineData(1.0, 0.0, 0.0, "1 requests running")] // it ended, and had no token left to give
    [InlineData(1.0, 1.0, null, "1 requests running")] // no counter contradicts it
    public void Server_ThatIsBusyWhileWeAskNothing_IsAReason(double before, double after, double? tokens, string? says)
    {
        var run = SampleRun.Make() with { Servers = [Counters(9.9, before, tokens is null ? null : 1000), Counters(20.1, after, 1000 + tokens)] };
        var reasons = Of(run).Validity.Reasons;
        if (says is null)
            Assert.Empty(reasons);
        else
            Assert.Contains(says, Assert.Single(reasons, r => r.Code == "busy-server").Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_WhoseGaugeIsStale_IsANote()
    {
        var run = SampleRun.Make() with { Servers = [Counters(9.9, 1, 1000), Counters(20.1, 1, 1000)] };
        Assert.Empty(Of(run).Validity.Reasons);
        Assert.Contains(RunAnalyzer.Analyze(run).Diagnostics, d => d.Id == "JM6055");
    }

    [Fact]
    public void Server_ThatIsBusyWithOurs_IsNotBusy() =>
        Assert.DoesNotContain(Of(SampleRun.Make() with { Servers = [Counters(9.9, 0, 1000), Counters(45, 1, 1500)] }).Validity.Reasons, r => r.Code == "busy-server");

    [Fact]
    public void Events_ReadBackFromJson_AreTheSame()
    {
        var e = Over(Disturbance.ForeignGpuProcess, 41, 42.5, board: 3);
        var back = System.Text.Json.JsonSerializer.Deserialize(System.Text.Json.JsonSerializer.Serialize(e, Storage()), Storage())!;
        Assert.Equal(Disturbance.Of([e]), Disturbance.Of([back]));
        Assert.Equal(At(41), back.Since);
        Assert.DoesNotContain("since_ns", System.Text.Json.JsonSerializer.Serialize(e with { Since = null }, Storage()), StringComparison.Ordinal);
    }

    private static System.Text.Json.Serialization.Metadata.JsonTypeInfo<RunEvent> Storage() => Joulemark.Storage.RecordJson.Default.RunEvent;

    private static int s_number;

    private static RunEvent Over(string code, double since, double until, string message = "what happened", int? board = null) =>
        Event(new Disturbance { Code = code, Subject = "s", Message = message, Board = board, Number = Interlocked.Increment(ref s_number), Since = At(since), Until = At(until) }, At(until));

    private static RunEvent Event(Disturbance disturbance, Timestamp now) => disturbance.ToEvent(now);

    private static ServerCounters Counters(double at, double running, double? tokens) =>
        new() { Time = At(at), Configuration = SampleRun.Configuration, Running = running, Waiting = 0, OutputTokens = tokens };

    private static ConfigurationResult Analyze(params RunEvent[] events) => Of(SampleRun.Make() with { Events = events });

    private static ConfigurationResult Of(RunRecord run) => RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration];

    private static IEnumerable<string> Codes(params RunEvent[] events) => Analyze(events).Validity.Reasons.Select(r => r.Code);

    private static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));
}
