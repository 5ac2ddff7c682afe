using Joulemark.Comparison;
using Joulemark.Comparison.Histories;
using Joulemark.Records;
using Joulemark.Tests.Reporting;
using Xunit;

namespace Joulemark.Tests.Comparison.Histories;

public sealed class BenchmarkHistoryTests
{
    private static readonly double[] Step = [1, 1.01, 0.99, 1, 1.02, 1.3, 1.31, 1.29, 1.3, 1.32];

    [Fact]
    public void Runs_OfOneBenchmark_AreOneSeriesInTheOrderOfTime_WithTheChangeAndWhatIsNotTheSameThere()
    {
        var runs = Step.Select((factor, day) => ReportSamples.Day(Runs.Make().WithServer(("server.version", day < 5 ? "0.11.2" : "0.12.0")), day, factor)).Reverse().ToList();

        var history = Assert.Single(BenchmarkHistories.Of(runs).Series);

        Assert.Equal(10, history.Points.Count);
        Assert.Equal(history.Points.OrderBy(p => p.At), history.Points);
        Assert.Equal(3.0, history.Points[0].Figure.Value!.Value, 0.01);
        var change = Assert.Single(history.Changes);
        Assert.Equal(5, change.Index);
        Assert.InRange(change.Ratio.Value, 1.28, 1.32);
        Assert.InRange(change.Ratio.Lower!.Value, 1.2, change.Ratio.Value);
        Assert.False(change.AssumesIndependence);
        var version = Assert.Single(change.Differences, d => d.Key == "server.version");
        Assert.Equal(("0.11.2", "0.12.0"), (version.A, version.B));
    }

    [Fact]
    public void Runs_ThatDifferInMoreThanSoftware_AreApart_AndTheReasonIsSaid()
    {
        List<(RunRecord Record, RunResult Result)> runs =
        [
            ReportSamples.Day(Runs.Make(), 0, 1), ReportSamples.Day(Runs.Make(), 1, 1),
            ReportSamples.Day(Runs.Make().WithMachine(("gpu.model", "H200")), 2, 1), ReportSamples.Day(Runs.Make().WithMachine(("gpu.model", "H200")), 3, 1),
            ReportSamples.Day(Runs.Make(), 4, 1),
        ];
        var (histories, left) = BenchmarkHistories.Of(runs);
        Assert.Empty(left);
        Assert.Equal([3, 2], histories.Select(h => h.Points.Count));
        Assert.Null(histories[0].Apart);
        Assert.Equal("not comparable with 20260101T000000Z-sample-0001: gpu.model is H100 against H200", histories[1].Apart);
    }

    [Fact]
    public void Run_ThatIsInNoSeries_IsNamedWithTheReason()
    {
        var (series, left) = BenchmarkHistories.Of([ReportSamples.Day(Runs.Make(), 0, 1), ReportSamples.Day(Runs.Make().WithMachine(("gpu.model", "H200")), 1, 1), ReportSamples.Day(Runs.Make(), 2, 1)]);
        Assert.Equal(["20260101T000000Z-sample-0000", "20260101T000000Z-sample-0002"], Assert.Single(series).Points.Select(p => p.Run));
        var run = Assert.Single(left);
        Assert.Equal(("20260101T000000Z-sample-0001", "only"), (run.Run, run.Configuration));
        Assert.Equal("not comparable with 20260101T000000Z-sample-0000: gpu.model is H100 against H200", run.Why);
    }

    [Fact]
    public void Run_WithoutTheFigure_IsNamedWithTheReason()
    {
        var unmetered = Runs.Make();
        unmetered = unmetered with { Windows = [.. unmetered.Windows.Select(w => w with { Stage = Stage.WarmUp })] }; // stopped before its first window
        var (series, left) = BenchmarkHistories.Of([ReportSamples.Day(Runs.Make(), 0, 1), ReportSamples.Day(unmetered, 1, 1), ReportSamples.Day(Runs.Make(), 2, 1)]);
        Assert.Equal(2, Assert.Single(series).Points.Count);
        Assert.Equal(("20260101T000000Z-sample-0001", "it has no energy per request"), (Assert.Single(left).Run, left[0].Why));

        left = BenchmarkHistories.Of([ReportSamples.Day(Runs.Make(), 0, 1), ReportSamples.Day(unmetered, 1, 1)]).LeftOut;
        Assert.Equal(["no other run that is comparable with it has the figure", "it has no energy per request"], left.Select(r => r.Why));
    }

    [Fact]
    public void Configurations_ThatWereMeasuredOnce_AreNoHistory_AndLeftOutOfNone()
    {
        var other = Runs.Make();
        other = other with { Header = other.Header with { Name = "another" } };
        var (series, left) = BenchmarkHistories.Of([ReportSamples.Day(Runs.Make(), 0, 1), ReportSamples.Day(other, 1, 1)]);
        Assert.Empty(series);
        Assert.Empty(left);
    }

    [Fact]
    public void Runs_OfOtherBoundaries_AreNeverOneSeries()
    {
        var modelled = Runs.Make();
        modelled = modelled with { Machine = modelled.Machine with { Channels = [.. modelled.Machine.Channels.Select(c => c with { Provenance = Provenance.Modelled })] } };
        var (series, left) = BenchmarkHistories.Of([ReportSamples.Day(Runs.Make(), 0, 1), ReportSamples.Day(modelled, 1, 1)]);
        Assert.Empty(series);
        Assert.Equal("no other run is comparable with it", left[0].Why);
        Assert.StartsWith("not comparable with 20260101T000000Z-sample-0000: ", left[1].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ThatIsNotValid_IsShownButNotSearched()
    {
        var runs = Enumerable.Range(0, 9).Select(day => ReportSamples.Day(day == 4 ? Cut(Runs.Make()) : Runs.Make(), day, day == 4 ? 9 : 1 + (day % 2 * 0.001))).ToList();
        var history = Assert.Single(BenchmarkHistories.Of(runs).Series);
        Assert.False(history.Points[4].IsValid);
        Assert.True(history.IsSearched);
        Assert.DoesNotContain(history.Changes, c => c.Index is 4 or 5);
        Assert.False(BenchmarkHistories.Of([.. runs.Take(8)]).Series[0].IsSearched); // seven valid ones are too few
    }

    private static RunRecord Cut(RunRecord run) => run with { Header = run.Header with { Status = RunStatus.Interrupted } };
}
