using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Running;
using Joulemark.Running.Searching;
using Xunit;

namespace Joulemark.Tests.Running;

/// <summary>What is left of a plan after a run of it that was cut off.</summary>
public sealed class ResumptionTests
{
    private const string Grid = "measure: { repeats: { min: 2, max: 2 } }\nsweep: { load.concurrency: [1, 2, 4] }";
    private static readonly string[] Models = ["small-fp32"];
    private static readonly MachineSnapshot Machine = Snapshot("cpu one");

    [Fact]
    public void Points_WithAllTheirWindows_AreNotMeasuredAgain()
    {
        var plan = Plan(Grid);

        var left = Resumption.Of(plan, "/runs/first/", Run(plan, ("concurrency=1", 2), ("concurrency=2", 1)), Machine);

        Assert.Equal(["concurrency=2", "concurrency=4"], left.Configurations.Select(c => c.Name));
        Assert.Equal("first", left.Continues);
        Assert.False(Resumption.IsNothingLeft(left));
        Assert.Equal(["concurrency=2", "concurrency=4"], RunHeaders.Make(left, new MonotonicClock(TimeProvider.System), null).Configurations.Select(c => c.Name));
    }

    [Fact]
    public void Windows_OfTwoRuns_AreNotAddedUp()
    {
        var plan = Plan(Grid);
        var second = Run(plan, ("concurrency=2", 1)) with { Earlier = [Run(plan, ("concurrency=1", 2), ("concurrency=2", 1))] };

        var left = Resumption.Of(plan, "second", second, Machine);

        Assert.Equal(["concurrency=2", "concurrency=4"], left.Configurations.Select(c => c.Name));
        Assert.Equal(2, left.Earlier.Count);
    }

    [Fact]
    public void Run_ThatHasEverything_LeavesNothing()
    {
        var plan = Plan(Grid);

        Assert.True(Resumption.IsNothingLeft(Resumption.Of(plan, "first", Run(plan, ("concurrency=1", 2), ("concurrency=2", 2), ("concurrency=4", 2)), Machine)));
    }

    [Fact]
    public void Point_AtWhichTheServerFailed_IsNotAskedAgain()
    {
        var plan = Plan(Grid);
        var run = Run(plan, ("concurrency=1", 2), ("concurrency=2", 1)) with { Events = [Failed("concurrency=4")] };

        Assert.Equal(["concurrency=2"], Resumption.Of(plan, "first", run, Machine).Configurations.Select(c => c.Name));
    }

    [Fact]
    public void Search_GoesOnFromAPointAtWhichTheServerFailed_AsFromOneThatFailed()
    {
        var plan = Plan("measure: { repeats: { min: 1, max: 1 } }\nobjectives: { ttft-p99: 1s }\nsweep: { load.concurrency: { from: 1, to: 8 }, search: highest-load }");
        var run = Run(plan);
        run = run with { Events = [Failed(run.Header.Configurations[0].Name)] };
        var resumed = Resumption.Of(plan, "first", run, Machine);

        var found = Assert.IsType<Found>(new SearchCurve(resumed, Assert.Single(resumed.Configurations)).Next);

        Assert.Null(found.Answer);
        Assert.Contains("20 requests in a row failed", found.Reason, StringComparison.Ordinal);
        Assert.True(Resumption.IsNothingLeft(resumed));
    }

    [Fact]
    public void Point_ThatASearchDoesNotFindAgain_EndsIt()
    {
        var plan = Plan("objectives: { ttft-p99: 1s }\nsweep: { load.concurrency: { from: 1, to: 8 }, search: highest-load }");

        var problem = Assert.Throws<JoulemarkException>(() => new SearchCurve(plan, plan.Configurations[0]).Require(1));

        Assert.Equal("JM5038", Assert.Single(problem.Diagnostics).Id);
    }

    [Fact]
    public void Repeats_ThatDependOnPrecision_AreDoneWhereTheRunSaidSo()
    {
        var plan = Plan("measure: { repeats: { min: 2, max: 9 } }\nvary: { load.concurrency: [1, 2] }");
        var run = Run(plan, ("concurrency=1", 2), ("concurrency=2", 9));

        Assert.Equal(["concurrency=1"], Resumption.Of(plan, "first", run, Machine).Configurations.Select(c => c.Name)); // without energy, precision was not reached
        Assert.Empty(Resumption.Of(plan, "first", run with { Events = [new RunEvent { Time = default, Kind = "stop", Message = "precision" }] }, Machine).Configurations);
    }

    [Theory]
    [InlineData("measure: { repeats: { min: 3, max: 3 } }\nsweep: { load.concurrency: [1, 2, 4] }", "measure.repeats.min was 2 and is 3")]
    [InlineData("measure: { repeats: { min: 2, max: 2 } }\nsweep: { load.concurrency: [1, 2, 8] }", "'concurrency=4' was measured and is not in the spec")]
    [InlineData("measure: { repeats: { min: 2, max: 2 } }\nsweep: { load.concurrency: [1, 2, 4, 8] }", "'concurrency=8' is in the spec and was not to be measured")]
    [InlineData("measure: { repeats: { min: 2, max: 2 } }\nvary: { load.concurrency: [1, 2, 4] }", "sweep: load.concurrency was swept, and nothing is now")]
    [InlineData("seed: 7\nmeasure: { repeats: { min: 2, max: 2 } }\nsweep: { load.concurrency: [1, 2, 4] }", "seed was 1 and is 7")]
    public void Spec_ThatIsAnother_IsRefusedWithItsDifferences(string spec, string difference)
    {
        var run = Run(Plan(Grid), ("concurrency=1", 2));

        var problem = Assert.Throws<JoulemarkException>(() => Resumption.Of(Plan(spec), "first", run, Machine));

        Assert.Equal(ExitCode.BadUsage, problem.ExitCode);
        Assert.Equal("JM5031", Assert.Single(problem.Diagnostics).Id);
        Assert.Contains(difference, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Task_WhoseItemsChanged_IsRefused()
    {
        var plan = Plan(Grid);
        var run = Run(plan);
        run = run with { Header = run.Header with { Configurations = [.. run.Header.Configurations.Select(c => c with { TaskHash = "another" })] } };

        Assert.Contains("the workload's items are others", Assert.Throws<JoulemarkException>(() => Resumption.Of(plan, "first", run, Machine)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Machine_ThatIsAnother_IsRefused()
    {
        var plan = Plan(Grid);

        var problem = Assert.Throws<JoulemarkException>(() => Resumption.Of(plan, "first", Run(plan), Snapshot("cpu two")));

        Assert.Equal(ExitCode.Invalid, problem.ExitCode);
        Assert.Equal("JM5032", Assert.Single(problem.Diagnostics).Id);
        Assert.Contains("cpu.model was cpu one and is cpu two", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_ThatWasMeasured_CannotBeResumed()
    {
        var run = SampleRun.Make();
        run = run with { Header = run.Header with { Configurations = [run.Header.Configurations[0] with { Command = ["true"] }] } };

        Assert.Equal("JM5030", Assert.Single(Assert.Throws<JoulemarkException>(() => Resumption.Of(Plan(Grid), "first", run, Machine)).Diagnostics).Id);
    }

    [Fact]
    public void Search_OfAnotherResolution_IsRefused()
    {
        static BenchmarkPlan Search(string resolution) =>
            Plan($"objectives: {{ ttft-p99: 1s }}\nsweep: {{ load.concurrency: {{ from: 1, to: 8 }}, search: highest-load, resolution: {resolution} }}");
        var (run, other) = (Run(Search("10%")), Search("20%"));

        Assert.Contains("sweep.resolution was 10", Assert.Throws<JoulemarkException>(() => Resumption.Of(other, "first", run, Machine)).Message, StringComparison.Ordinal);
    }

    private static RunEvent Failed(string configuration) => new()
    {
        Time = default, Kind = "diagnostic", Configuration = configuration, Message = $"{configuration}: 20 requests in a row failed; the sweep goes on without this point",
        Diagnostic = new Diagnostic(RunEvent.PointFailed, DiagnosticSeverity.Warning, "failed"),
    };

    private static BenchmarkPlan Plan(string more) =>
        Planner.Plan(SpecParser.Parse($"name: t\nserver: {{ kind: reference, model: small-fp32 }}\nworkload: {{ kind: arithmetic, requests: 20 }}\n{more}", "t.yaml"), Models);

    private static MachineSnapshot Snapshot(string cpu) => new()
    {
        Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal) { ["cpu.model"] = cpu }, Channels = [], Missing = [],
    };

    /// <summary>A run of the plan that was cut off after so many windows of each configuration.</summary>
    private static RunRecord Run(BenchmarkPlan plan, params (string Name, int Windows)[] done)
    {
        var run = SampleRun.Make(0);
        var header = RunHeaders.Make(plan, new MonotonicClock(TimeProvider.System), null);
        long time = 0;
        return run with
        {
            Header = header with { Configurations = plan.IsSearch ? [.. plan.Configurations.Select(c => RunHeaders.Describe(c, plan))] : header.Configurations },
            Machine = Machine,
            Requests = [],
            Samples = [],
            Events = [],
            Windows = [.. done.SelectMany(d => Enumerable.Range(1, d.Windows).Select(n => new WindowRecord
            {
                Configuration = d.Name, Stage = Stage.Window, Repeat = n, Start = new Timestamp(time += 10), End = new Timestamp(time += 10),
            }))],
        };
    }
}
