using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Comparison.Sweeping;

/// <summary>A sweep goes where the server cannot follow: such a point is a finding, and no failed run.</summary>
public sealed class SweepValidityTests
{
    private static readonly MadePoint[] Loads = [MadePoint.Of(4, 54, 16), MadePoint.Of(8, 58, 32), MadePoint.Of(12, 62, 48)];

    [Fact]
    public void OverloadedPoint_OfAGrid_KeepsItsReasonsToItself()
    {
        var result = RunJudge.Judge(Overload(Grid(), "12"));
        Assert.Contains(result.Configurations["12"].Validity.Reasons, r => r.Code == "overloaded");
        Assert.True(result.Validity.Valid, string.Join("; ", result.Validity.Reasons));
    }

    [Fact]
    public void OverloadedConfiguration_OfNoDeclaredSweep_CountsAsEver() =>
        Assert.Contains(RunJudge.Judge(Overload(Grid() is var run ? run with { Header = run.Header with { Sweep = null } } : run, "12")).Validity.Reasons, r => r.Code == "overloaded");

    [Fact]
    public void UnsteadyPoint_OfAGrid_CountsAgainstTheRun() =>
        Assert.Contains(RunJudge.Judge(Unsteady(Grid(), "8")).Validity.Reasons, r => r.Code == "not-steady" && r.Evidence.StartsWith("8: ", StringComparison.Ordinal));

    [Fact]
    public void PointThatASearchPassedBy_KeepsItsReasonsToItself()
    {
        var run = Grid("highest-load");
        run = run with { Windows = [.. run.Windows.Where(w => w.Configuration != "8" || w.Repeat == 1)] };
        var result = RunJudge.Judge(Unsteady(run, "8"));
        Assert.Contains(result.Configurations["8"].Validity.Reasons, r => r.Code == "not-steady");
        Assert.True(result.Validity.Valid, string.Join("; ", result.Validity.Reasons));
    }

    [Fact]
    public void Points_OfWhichNoneIsValid_AllCount()
    {
        var result = RunJudge.Judge(Unsteady(Overload(Grid(), "8", "12"), "4"));
        Assert.Equal(["not-steady", "overloaded", "overloaded"], result.Validity.Reasons.Select(r => r.Code).Where(c => c is "not-steady" or "overloaded").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void RepeatedPoint_ThatASearchLeftBehind_KeepsItsReasonsToItself() => Assert.True(Validity(Searched("highest-load", "4"), unsteady: "12").Valid); // it was repeated, and the search went on below it

    [Theory]
    [InlineData("highest-load", "4", "4")] // what was found
    [InlineData("highest-load", "4", "8")] // and what says that it is the highest
    [InlineData("least-energy", "8", "4")]
    [InlineData("least-energy", "8", "12")]
    [InlineData("highest-load", null, "4")] // that the first does not meet is the answer
    public void PointThatDecidesASearch_CountsAgainstTheRun(string search, string? answer, string unsteady) =>
        Assert.Contains(Validity(Searched(search, answer), unsteady).Reasons, r => r.Code == "not-steady" && r.Evidence.StartsWith($"{unsteady}: ", StringComparison.Ordinal));

    [Theory]
    [InlineData("highest-load", "8", "4")]
    [InlineData("least-energy", "4", "12")]
    [InlineData("highest-load", null, "8")]
    public void PointThatDecidesNothing_KeepsItsReasonsToItself(string search, string? answer, string unsteady) => Assert.True(Validity(Searched(search, answer), unsteady).Valid);

    [Fact]
    public void NextLoad_ThatTheServerDidNotFollow_IsTheAnswerAndNoFault() =>
        Assert.True(Validity(Searched("highest-load", "4", Grid("highest-load")), unsteady: "8").Valid); // in an open loop

    [Fact]
    public void SearchThatWasCutOff_CountsEveryPointThatItRepeated() =>
        Assert.Contains(Validity(SweepRun.Make("run-1", Loads, new SweepRecord { Keys = ["load.concurrency"], Search = "highest-load" }, ("objectives.ttft-p50", "1s")), "12").Reasons, r => r.Code == "not-steady");

    private static Validity Validity(RunRecord run, string unsteady) => RunJudge.Judge(Unsteady(run, unsteady)).Validity;

    /// <summary>A search in a closed loop that has come to its end, each of whose points has its repeats.</summary>
    private static RunRecord Searched(string search, string? answer, RunRecord? like = null)
    {
        var run = like ?? SweepRun.Make("run-1", Loads, new SweepRecord { Keys = ["load.concurrency"], Search = search }, ("objectives.ttft-p50", "1s"));
        var facts = answer is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { [RunEvent.SearchAnswer] = answer };
        return run with { Events = [.. run.Events, new RunEvent { Time = default, Kind = RunEvent.Search, Configuration = answer, Message = "found", Facts = facts }] };
    }

    private static RunRecord Grid(string? search = null) =>
        SweepRun.Make("run-1", [.. Loads.Select(p => p with { Key = "load.rate" })], new SweepRecord { Keys = ["load.rate"], Search = search }, ("objectives.ttft-p50", "1s"));

    private static RunRecord Overload(RunRecord run, params string[] points) => run with
    {
        Requests = [.. run.Requests.Select(r => points.Contains(r.Configuration, StringComparer.Ordinal) ? r with { Ended = r.Ended + TimeSpan.FromSeconds(3) } : r)],
    };

    private static RunRecord Unsteady(RunRecord run, string point) => run with
    {
        Windows = [.. run.Windows.Select(w => w with { Steady = w.Configuration != point || w.Stage != Stage.Window })],
    };
}
