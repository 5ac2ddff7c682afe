using Joulemark.Analysis;
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

        var history = Assert.Single(BenchmarkHistory.Of(runs));

        Assert.Equal(10, history.Points.Count);
        Assert.Equal(history.Points.OrderBy(p => p.At), history.Points);
        Assert.Equal(3.0, history.Points[0].Figure.Value!.Value, 0.01);
        var change = Assert.Single(history.Changes);
        Assert.Equal(5, change.Index);
        Assert.InRange(change.Ratio.Value, 1.28, 1.32);
        Assert.InRange(change.Ratio.Lower!.Value, 1.2, change.Ratio.Value);
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
        var histories = BenchmarkHistory.Of(runs);
        Assert.Equal([3, 2], histories.Select(h => h.Points.Count));
        Assert.Null(histories[0].Apart);
        Assert.Contains("gpu.model is H100 against H200", histories[1].Apart, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_OfOtherBoundaries_AreNeverOneSeries()
    {
        var modelled = Runs.Make();
        modelled = modelled with { Machine = modelled.Machine with { Channels = [.. modelled.Machine.Channels.Select(c => c with { Provenance = Provenance.Modelled })] } };
        Assert.Empty(BenchmarkHistory.Of([ReportSamples.Day(Runs.Make(), 0, 1), ReportSamples.Day(modelled, 1, 1)]));
    }

    [Fact]
    public void Run_ThatIsNotValid_IsShownButNotSearched()
    {
        var runs = Enumerable.Range(0, 9).Select(day => ReportSamples.Day(day == 4 ? Cut(Runs.Make()) : Runs.Make(), day, day == 4 ? 9 : 1 + (day % 2 * 0.001))).ToList();
        var history = Assert.Single(BenchmarkHistory.Of(runs));
        Assert.False(history.Points[4].IsValid);
        Assert.True(history.IsSearched);
        Assert.DoesNotContain(history.Changes, c => c.Index is 4 or 5);
        Assert.False(BenchmarkHistory.Of([.. runs.Take(8)])[0].IsSearched); // seven valid ones are too few
    }

    private static RunRecord Cut(RunRecord run) => run with { Header = run.Header with { Status = RunStatus.Interrupted } };
}
