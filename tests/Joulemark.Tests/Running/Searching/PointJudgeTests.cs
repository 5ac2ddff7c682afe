using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Running.Searching;
using Xunit;

namespace Joulemark.Tests.Running.Searching;

/// <summary>A point is judged as the run's result judges it.</summary>
public sealed class PointJudgeTests
{
    [Fact]
    public void Point_WithinItsObjectives_MeetsThemWithTheResultsFigures()
    {
        var run = SampleRun.Make();

        var point = Judge(run)!;

        Assert.True(point.Meets, point.Failure);
        Assert.Equal((8.0, 3), (point.Value, point.Repeats));
        var expected = RunJudge.Judge(run).Configurations[SampleRun.Configuration].Metrics["energy_per_output_token"].Value!.Value;
        Assert.Equal(3, point.Energies.Count);
        Assert.Equal(expected, SearchPoint.Mean(point.Energies), expected * 1e-6);
        Assert.Empty(point.Trials);
    }

    [Fact]
    public void Point_WithRepeats_IsFoundByItsTrialsAndJudgedByThem()
    {
        var run = SampleRun.Make();
        var trial = run with { Windows = [.. run.Windows.Select(w => w with { IsTrial = w is { Stage: Stage.Window, Repeat: 1 } })] };

        var point = Judge(trial)!;

        Assert.Equal((2, 2, 1), (point.Repeats, point.Energies.Count, point.Trials.Count));
        Assert.Equal(Judge(SampleRun.Make(1))!.Energies, point.Trials);
        Assert.Equal((0, 3), Judge(run with { Windows = [.. run.Windows.Select(w => w with { IsTrial = true })] }) is { } passed ? (passed.Repeats, passed.Trials.Count) : default);
    }

    [Fact]
    public void Point_AboveALimit_FailsWithFigureAndLimit()
    {
        var point = Judge(SampleRun.With(SampleRun.Make(), ("objectives.ttft-p99", "50ms")))!;

        Assert.False(point.Meets);
        Assert.Contains("ttft-p99 is 100 ms, above 50 ms", point.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Point_OfASingleWindow_IsJudgedByItsFigureAlone() =>
        Assert.True(Judge(SampleRun.Make(1))!.Meets);

    [Fact]
    public void Point_WhoseRequestsFail_CannotKeepUp() =>
        Assert.Contains("cannot keep up", Judge(SampleRun.Edit(SampleRun.Make(), r => r.Item % 2 == 0 ? r with { Error = "no", ErrorKind = "http" } : r))!.Failure, StringComparison.Ordinal);

    [Fact]
    public void OpenLoop_ThatWasNotSteady_CannotKeepUp()
    {
        var run = SampleRun.With(SampleRun.Make(), ("load.kind", "rate"), ("load.rate", "1"));
        run = run with { Windows = [.. run.Windows.Select(w => w with { Steady = w.Stage != Stage.Window })] };

        Assert.Contains("cannot keep up", Judge(run)!.Failure, StringComparison.Ordinal);
        Assert.True(Judge(SampleRun.With(run, ("load.kind", "concurrency")))!.Meets); // a closed loop asks for no more than it is answered
    }

    [Fact]
    public void Point_WithoutAWindow_IsNone() => Assert.Null(Judge(SampleRun.Make(0)));

    private static SearchPoint? Judge(RunRecord run) => PointJudge.Of(run, run.Header.Configurations[0], 8);
}
