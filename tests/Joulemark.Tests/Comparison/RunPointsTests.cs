using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Comparison.Gating;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Tests.Comparison.Sweeping;
using Xunit;

namespace Joulemark.Tests.Comparison;

/// <summary>What a run and those that it goes on from have measured together.</summary>
public sealed class RunPointsTests
{
    private static readonly MadePoint[] Loads = [MadePoint.Of(1, 50, 20), MadePoint.Of(2, 60, 40), MadePoint.Of(4, 80, 80)];

    [Fact]
    public void Configuration_IsOfTheRunThatMeasuredItWhole()
    {
        var points = RunPoints.Of(Resumed());
        Assert.Equal([("1", "run-1"), ("2", "run-2"), ("4", "run-2")], points.Select(p => (p.Configuration.Name, p.Run.Header.Id)));
        Assert.Equal([3, 3, 3], points.Select(p => p.Windows.Count));
        Assert.All(points, p => Assert.Empty(p.RunReasons));
    }

    [Fact]
    public void RunByItself_HasItsOwn()
    {
        var run = SweepRun.Make("run-1", Loads);
        Assert.All(RunPoints.Of(run), p => Assert.Same(run, p.Run));
        Assert.Contains(new RecordedPoint(Cut(run), run.Header.Configurations[0]).RunReasons, r => r.Code == "incomplete"); // nobody went on from it
    }

    [Fact]
    public void Configuration_ThatNoRunFinished_IsOfTheOneThatHasWindows_AndNotValid()
    {
        var cut = Cut(SweepRun.Make("run-1", Loads));
        var never = SweepRun.Make("run-2", Loads[2..]);
        var points = RunPoints.Of(never with { Earlier = [cut with { ContinuedBy = "run-2" }] });
        Assert.Equal(("2", "run-1"), (points[1].Configuration.Name, points[1].Run.Header.Id));
        Assert.Contains(points[1].RunReasons, r => r.Code == "incomplete");
    }

    [Fact]
    public void ConfigurationsOfTwoFolders_AreComparedByWhatVaries_WithoutPairs()
    {
        var points = RunPoints.Of(Resumed());
        var result = Comparer.Compare((points[0].Run, points[0].Configuration), (points[1].Run, points[1].Configuration), null, []);
        Assert.True(result.Comparable, string.Join("; ", result.Diagnostics.Select(d => d.Message)));
        Assert.True(result.Valid, string.Join("; ", result.A.Validity.Reasons.Concat(result.B.Validity.Reasons)));
        Assert.Equal(["load.concurrency"], result.Isolated);
        Assert.Contains("Welch", result.Metrics[0].Ratio!.Method, StringComparison.Ordinal);
        Assert.Equal(3, result.Metrics[0].Ratio!.N);
    }

    [Fact]
    public void FoldersOfTwoMachines_AreJudgedAsTwoRunsAre()
    {
        var run = Resumed();
        var moved = run with { Earlier = [run.Earlier[0].WithMachine(("cpu.model", "another"))] };
        var points = RunPoints.Of(moved);
        var result = Comparer.Compare((points[0].Run, points[0].Configuration), (points[1].Run, points[1].Configuration), null, []);
        Assert.False(result.Comparable);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM7003" && d.Message.Contains("cpu.model", StringComparison.Ordinal));
        Assert.Equal(GateVerdict.NotComparable, Gate.Judge((points[0].Run, points[0].Configuration), (points[1].Run, points[1].Configuration), new GatePolicy()).Verdict);
    }

    [Fact]
    public void Recommendation_IsMadeFromAllOfThem()
    {
        var result = Recommender.Recommend([.. RunPoints.Of(Resumed()).Select(p => (p.Run, p.Configuration))], new RecommendationOptions());
        Assert.Equal("4", result.Pick);
        Assert.Equal([RecommendationVerdict.Pick, RecommendationVerdict.RunnerUp, RecommendationVerdict.RunnerUp], result.Candidates.Select(c => c.Verdict));
    }

    /// <summary>A run that was killed with its first point finished and its second begun, and the one that goes on from it.</summary>
    private static RunRecord Resumed() => SweepRun.Make("run-2", Loads[1..]) with { Earlier = [Cut(SweepRun.Make("run-1", Loads)) with { ContinuedBy = "run-2" }] };

    private static RunRecord Cut(RunRecord run) => run with
    {
        Header = run.Header with { Status = RunStatus.Running },
        Windows = [.. run.Windows.Where(w => w.Configuration is null or "1" || w is { Configuration: "2", Repeat: < 3 })],
        Events = [new RunEvent { Time = new Timestamp(0), Kind = "stop", Configuration = "1", Message = "max-repeats" }],
        Damage = ["requests.jsonl, line 99 cannot be read and was left out"],
    };
}
