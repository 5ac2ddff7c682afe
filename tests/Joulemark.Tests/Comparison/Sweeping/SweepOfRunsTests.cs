using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Comparison.Sweeping;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Comparison.Sweeping;

/// <summary>Sweeps that went on in several runs, and searches, which measure what they need.</summary>
public sealed class SweepOfRunsTests
{
    private static readonly MadePoint[] Loads = [MadePoint.Of(1, 50, 20), MadePoint.Of(2, 60, 40), MadePoint.Of(4, 80, 80)];

    [Fact]
    public void Points_OfARunThatWasCutOff_CountWhereTheyWereFinished()
    {
        var cut = CutOff(SweepRun.Make("run-1", Loads, SweepRun.Over("load.concurrency")), finished: ["1"], begun: "2");
        var result = RunJudge.Judge(SweepRun.Make("run-2", Loads[1..], SweepRun.Over("load.concurrency")) with { Earlier = [cut with { ContinuedBy = "run-2" }] });
        var points = result.Sweep!.Series[0].Points;

        Assert.Equal([("1", "run-1"), ("2", "run-2"), ("4", "run-2")], points.Select(p => (p.Configuration, p.Run)));
        Assert.All(points, p => Assert.True(p.Validity.Valid, string.Join(", ", p.Validity.Reasons)));
        Assert.Equal("4", result.Sweep.Series[0].Best);
        Assert.True(result.Validity.Valid, string.Join(", ", result.Validity.Reasons));
        Assert.Equal(["run-1", "run-2"], result.Sweep.Runs);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM7060" && d.Message.Contains("concurrency 2 (run-2)", StringComparison.Ordinal));
    }

    [Fact]
    public void Points_ThatASearchPassedByInARunThatWasCutOff_StandAsTheyWouldInOneRun()
    {
        var search = new SweepRecord { Keys = ["load.rate"], Search = "highest-load", Resolution = 0.1 };
        MadePoint Rate(int rate, int windows = 1) => MadePoint.Of(rate, 50 + rate, 4 * rate, windows) with { Key = "load.rate", Ttft = 0.002 * rate };
        var spec = ("objectives.ttft-p50", "20ms");
        var uninterrupted = RunJudge.Judge(SweepRun.Make("run-1", [Rate(2), Rate(4), Rate(8, 3), Rate(12, 3)], search, spec)).Sweep!.Series[0];
        var cut = CutOff(SweepRun.Make("run-1", [Rate(2), Rate(4), Rate(8, 3)], search, spec), finished: ["2", "4"], begun: "8") with { Events = [] };
        var result = RunJudge.Judge(SweepRun.Make("run-2", [Rate(8, 3), Rate(12, 3)], search, spec) with { Earlier = [cut with { ContinuedBy = "run-2" }] });
        var series = result.Sweep!.Series[0];

        Assert.Equal(["run-1", "run-1", "run-2", "run-2"], series.Points.Select(p => p.Run));
        Assert.Equal(uninterrupted.Points.Select(p => (p.Configuration, p.Validity.Valid, p.Verdict)), series.Points.Select(p => (p.Configuration, p.Validity.Valid, p.Verdict)));
        Assert.All(series.Points, p => Assert.True(p.Validity.Valid, string.Join(", ", p.Validity.Reasons)));
        Assert.True(result.Validity.Valid, string.Join(", ", result.Validity.Reasons));
    }

    [Fact]
    public void Point_OfASearchWithAllItsWindows_IsNotLostToOneThatWasPassedByLater()
    {
        var search = new SweepRecord { Keys = ["load.concurrency"], Search = "least-energy" };
        var again = SweepRun.Make("run-2", [Loads[0] with { Watts = [50], Requests = [20] }], search);
        var points = RunJudge.Judge(again with { Earlier = [SweepRun.Make("run-1", Loads, search)] }).Sweep!.Series[0].Points;
        Assert.Equal(["run-1", "run-1", "run-1"], points.Select(p => p.Run));
    }

    [Fact]
    public void Load_ThatVariesOverSeveralRuns_IsASweepOfAllItsValues()
    {
        var cut = CutOff(SweepRun.Make("run-1", Loads), finished: ["1", "2"], begun: "4");
        var sweep = RunJudge.Judge(SweepRun.Make("run-2", Loads[2..]) with { Earlier = [cut with { ContinuedBy = "run-2" }] }).Sweep!;
        Assert.Equal(["run-1", "run-1", "run-2"], sweep.Series[0].Points.Select(p => p.Run));
    }

    [Fact]
    public void Run_ThatWasCutOff_HasNoValidPoint_UntilAnotherGoesOnFromIt()
    {
        var result = RunJudge.Judge(CutOff(SweepRun.Make("run-1", Loads, SweepRun.Over("load.concurrency")), finished: ["1"], begun: "2"));
        var points = result.Sweep!.Series[0].Points;
        Assert.False(result.Validity.Valid);
        Assert.All(points, p => Assert.Contains(p.Validity.Reasons, r => r.Code == "incomplete"));
        Assert.Contains(points[2].Validity.Reasons, r => r.Code == "no-windows");
        Assert.Null(result.Sweep.Series[0].Best);
        Assert.Equal("No point is valid, so that nothing is chosen", result.Sweep.Answer);
    }

    [Fact]
    public void Point_MeasuredAgain_IsTheLaterOneThatIsWhole()
    {
        var first = SweepRun.Make("run-1", Loads, SweepRun.Over("load.concurrency"));
        var again = CutOff(SweepRun.Make("run-2", [Loads[0] with { Watts = [40, 40, 40] }, Loads[1] with { Watts = [40, 40, 40] }], SweepRun.Over("load.concurrency")), finished: ["1"], begun: "2");
        var points = RunJudge.Judge(again with { Earlier = [first] }).Sweep!.Series[0].Points;
        Assert.Equal(["run-2", "run-1", "run-1"], points.Select(p => p.Run));
        Assert.Equal(40, points[0].Figures["mean_power"].Value!.Value, 0.1);
    }

    [Fact]
    public void Point_OfAnotherMachine_IsHeldApart()
    {
        var first = SweepRun.Make("run-1", Loads[2..], SweepRun.Over("load.concurrency"));
        first = first with { Machine = first.Machine with { Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal) { ["cpu.model"] = "another", ["cpu.logical"] = "2" } } };
        var result = RunJudge.Judge(SweepRun.Make("run-2", Loads[..2], SweepRun.Over("load.concurrency")) with { Earlier = [first] });
        var point = result.Sweep!.Series[0].Points[2];
        Assert.Equal(("not-comparable", SweepStanding.None), (point.Reasons[0].Code, point.PowerFront.Standing));
        Assert.Equal("2", result.Sweep.Series[0].Best);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM7061" && d.Message.Contains("cpu.model", StringComparison.Ordinal));
    }

    [Fact]
    public void Search_ForTheHighestLoad_SaysBetweenWhichLoadsItLies()
    {
        MadePoint[] points = [.. new[] { 4, 8, 12, 16 }.Select(r => MadePoint.Of(r, 50 + r, 4 * r) with { Key = "load.rate", Ttft = 0.002 * r })];
        var run = SweepRun.Make("run-1", points, new SweepRecord { Keys = ["load.rate"], Search = "highest-load", Resolution = 0.1 }, ("objectives.ttft-p50", "20ms"));
        run = run with { Windows = [.. run.Windows.Where(w => w.Configuration != "16")], Requests = [.. run.Requests.Where(r => r.Configuration != "16")] }; // the search had no need of it
        var result = RunJudge.Judge(run);
        var series = result.Sweep!.Series[0];

        Assert.Equal(["4", "8", "12"], series.Points.Select(p => p.Configuration));
        Assert.Equal(("8", "12", 9), (series.HighestLoad!.Meets, series.HighestLoad.Misses, series.HighestLoad.Windows));
        Assert.StartsWith("The highest rate that meets ttft-p50 ≤ 20.0 ms for certain is 8; rate 12 does not (ttft-p50 is 24.", series.Answer, StringComparison.Ordinal);
        Assert.Contains("9 windows were spent", series.Answer, StringComparison.Ordinal);
        Assert.True(result.Validity.Valid, string.Join(", ", result.Validity.Reasons));
    }

    [Fact]
    public void Search_ThatMetTheObjectivesToItsEnd_SaysThatTheHighestMayLieBeyond()
    {
        MadePoint[] points = [.. new[] { 4, 8 }.Select(r => MadePoint.Of(r, 50 + r, 4 * r) with { Key = "load.rate", Ttft = 0.002 * r })];
        var result = RunJudge.Judge(SweepRun.Make("run-1", points, new SweepRecord { Keys = ["load.rate"], Search = "highest-load" }, ("objectives.ttft-p50", "1s")));
        Assert.Equal(("8", null), (result.Sweep!.Series[0].HighestLoad!.Meets, result.Sweep.Series[0].HighestLoad!.Misses));
        Assert.Contains(result.Diagnostics, d => d.Id == "JM7063");
    }

    [Fact]
    public void Search_ThatPassedAPointBy_DoesNotChooseItForItsSingleWindow()
    {
        var run = SweepRun.Make("run-1", [Loads[0], Loads[1], MadePoint.Of(4, 60, 80, windows: 1)], new SweepRecord { Keys = ["load.concurrency"], Search = "least-energy" });
        var series = RunJudge.Judge(run).Sweep!.Series[0];
        Assert.Equal("2", series.Best);
        Assert.Equal(SweepVerdict.Tied, series.Points[2].Verdict);
        Assert.Contains("f too few windows to be held against it: concurrency 4", series.Answer, StringComparison.Ordinal); // at a third of the energy, it does not read as one that is the same
        Assert.DoesNotContain("told apart", series.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_AnswersWithThePointThatItChose_ByWindowsThatItDidNotChooseItBy()
    {
        // The search chose 2 by its first windows; the repeats of 4 came out a little lower, by chance.
        MadePoint[] points =
        [
            MadePoint.Of(1, 50, 20, windows: 1),
            Loads[1] with { Watts = [30, 60, 60.6, 59.4], Requests = [40, 40, 40, 40] },
            MadePoint.Of(4, 118, 80) with { Watts = [140, 119, 118, 117], Requests = [80, 80, 80, 80] },
        ];
        var run = SweepRun.Make("run-1", points, new SweepRecord { Keys = ["load.concurrency"], Search = "least-energy" });
        run = run with
        {
            Windows = [.. run.Windows.Select(w => w with { IsTrial = w is { Stage: Stage.Window, Repeat: 1 } })],
            Events = [.. run.Events, new RunEvent { Time = default, Kind = RunEvent.Search, Configuration = "2", Message = "found", Facts = new Dictionary<string, string>(StringComparer.Ordinal) { [RunEvent.SearchAnswer] = "2" } }],
        };
        var result = RunJudge.Judge(run);
        var series = result.Sweep!.Series[0];

        Assert.Equal("2", series.Best);
        Assert.Equal(60, series.Points[1].Figures["mean_power"].Value!.Value, 0.1); // not with the 30 W that it was chosen by
        Assert.Equal([1, 3, 3], series.Points.Select(p => p.Windows));
        Assert.True(series.Points[2].RatioToBest!.Value < 1, "its repeats are lower");
        Assert.Contains("where the search found the least energy per output token", series.Answer, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Diagnostics, d => d.Id == "JM7065");
        Assert.True(result.Validity.Valid, string.Join(", ", result.Validity.Reasons));

        // What another uses less for certain is not passed over; and a run of an older version, whose figure has all windows, is marked.
        Assert.Equal("4", RunJudge.Judge(Scaled(run, "4", 0.5)).Sweep!.Series[0].Best);
        var older = RunJudge.Judge(run with { Windows = [.. run.Windows.Select(w => w with { IsTrial = false })] });
        Assert.Contains(older.Diagnostics, d => d.Id == "JM7065" && d.Message.StartsWith("the search chose concurrency 2 by windows that its figures count", StringComparison.Ordinal));
    }

    [Fact]
    public void Point_AtWhichTheServerGaveUp_MissesTheObjectives()
    {
        MadePoint[] points = [.. new[] { 4, 8 }.Select(r => MadePoint.Of(r, 50 + r, 4 * r) with { Key = "load.rate" })];
        var run = SweepRun.Make("run-1", points, new SweepRecord { Keys = ["load.rate"], Search = "highest-load" }, ("objectives.ttft-p50", "1s"));
        run = run with
        {
            Windows = [.. run.Windows.Where(w => w.Configuration != "8")],
            Requests = [.. run.Requests.Select(r => r.Configuration == "8" ? r with { Stage = Stage.WarmUp, Error = "503", ErrorKind = "status" } : r)],
        };
        var result = RunJudge.Judge(run);
        Assert.Equal(("4", "8"), (result.Sweep!.Series[0].HighestLoad!.Meets, result.Sweep.Series[0].HighestLoad!.Misses));
        Assert.Contains("rate 8 does not (the server answered nothing but errors)", result.Sweep.Answer, StringComparison.Ordinal);
        Assert.True(result.Validity.Valid, string.Join(", ", result.Validity.Reasons));
    }

    [Fact]
    public void Point_WhoseServerFailedAfterGoodWindows_IsNotValidAndMisses()
    {
        var run = SweepRun.Make("run-1", Loads, SweepRun.Over("load.concurrency"), ("objectives.ttft-p50", "1s"));
        Assert.Equal("4", RunJudge.Judge(run).Sweep!.Series[0].Best);

        var failure = new Diagnostic(RunEvent.PointFailed, DiagnosticSeverity.Warning, "4: 20 requests in a row failed; the sweep goes on without this point");
        var result = RunJudge.Judge(run with
        {
            Windows = [.. run.Windows.Where(w => w.Configuration != "4" || w.Repeat < 3)],
            Events = [new RunEvent { Time = default, Kind = "diagnostic", Configuration = "4", Message = failure.Message, Diagnostic = failure }],
        });

        var reason = Assert.Single(result.Configurations["4"].Validity.Reasons, r => r.Code == "error-rate");
        Assert.Contains("requests in a row failed", reason.Evidence, StringComparison.Ordinal);
        Assert.Equal(("2", "4"), (result.Sweep!.Series[0].Best, result.Sweep.Series[0].HighestLoad!.Misses));
    }

    [Fact]
    public void Load_OfWhichTheIntervalsDoNotTell_IsNotTheHighestButIsSaid()
    {
        MadePoint[] points = [.. new[] { 4, 8, 12 }.Select(r => MadePoint.Of(r, 50 + r, 4 * r) with { Key = "load.rate", Ttft = r == 4 ? 0.01 : r == 8 ? 0.02 : 0.05 })];
        var series = RunJudge.Judge(SweepRun.Make("run-1", points, new SweepRecord { Keys = ["load.rate"], Search = "highest-load" }, ("objectives.ttft-p50", "20.033ms"))).Sweep!.Series[0];
        Assert.Equal(("4", "12", "8"), (series.HighestLoad!.Meets, series.HighestLoad.Misses, Assert.Single(series.HighestLoad.Undecided)));
        Assert.Contains("of rate 8 it cannot be told, though by its figures rate 8 meets them", series.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithTooFewRequestsForAnInterval_SaysThatLongerWindowsWouldTell()
    {
        MadePoint[] points = [MadePoint.Of(4, 54, 400), MadePoint.Of(8, 58, 20, windows: 1)];
        points = [.. points.Select(p => p with { Key = "load.rate", Ttft = 0.01 })];
        var series = RunJudge.Judge(SweepRun.Make("run-1", points, new SweepRecord { Keys = ["load.rate"], Search = "highest-load" }, ("objectives.ttft-p95", "20ms"))).Sweep!.Series[0];
        Assert.Equal(("4", "8"), (series.HighestLoad!.Meets, Assert.Single(series.HighestLoad.Undecided)));
        Assert.Contains("since rate 8 had too few requests for an interval: longer windows (measure.window) would tell", series.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ThatMissesBelowOneThatMeets_IsSaid()
    {
        MadePoint[] points = [Loads[0] with { Ttft = 0.09 }, Loads[1], Loads[2]];
        var result = RunJudge.Judge(SweepRun.Make("run-1", points, null, ("objectives.ttft-p50", "60ms")));
        Assert.Equal("4", result.Sweep!.Series[0].HighestLoad!.Meets);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM7064" && d.Message.StartsWith("concurrency 1 misses", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_BeyondWhatTheServerCanTake_MissesWithoutMakingTheSweepInvalid()
    {
        MadePoint[] points = [.. new[] { 4, 8 }.Select(r => MadePoint.Of(r, 50 + r, 4 * r) with { Key = "load.rate" })];
        var run = SweepRun.Make("run-1", points, new SweepRecord { Keys = ["load.rate"], Search = "highest-load" }, ("objectives.ttft-p50", "1s"));
        run = run with { Requests = [.. run.Requests.Select(r => r.Configuration == "8" ? r with { Ended = r.Ended + TimeSpan.FromSeconds(3) } : r)] };
        var result = RunJudge.Judge(run);
        Assert.Contains(result.Configurations["8"].Validity.Reasons, r => r.Code == "overloaded");
        Assert.Equal("8", result.Sweep!.Series[0].HighestLoad!.Misses);
        Assert.DoesNotContain(result.Validity.Reasons, r => r.Code == "overloaded");
    }

    /// <summary>The run with as many times the requests of a point, each of so much less work for the joules.</summary>
    private static RunRecord Scaled(RunRecord run, string point, double share) => run with
    {
        Requests = [.. run.Requests.SelectMany(r => Enumerable.Repeat(r, r.Configuration == point ? (int)(1 / share) : 1))],
    };

    /// <summary>The run as a kill leaves it: some points finished, one begun.</summary>
    private static RunRecord CutOff(RunRecord run, IReadOnlyList<string> finished, string begun) => run with
    {
        Header = run.Header with { Status = RunStatus.Running },
        Windows = [.. run.Windows.Where(w => w.Configuration is null || finished.Contains(w.Configuration, StringComparer.Ordinal) || (w.Configuration == begun && w.Repeat < 3))],
        Events = [.. finished.Select(f => new RunEvent { Time = new Timestamp(0), Kind = "stop", Configuration = f, Message = "max-repeats" })],
        Damage = ["requests.jsonl, line 99 cannot be read and was left out"],
    };
}
