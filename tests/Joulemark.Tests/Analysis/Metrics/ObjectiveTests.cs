using Joulemark.Analysis;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis.Metrics;

public sealed class ObjectiveTests
{
    // Thirty requests: TTFT 100 ms, TPOT and gaps 50 ms, end to end 550 ms.
    [Theory]
    [InlineData("ttft-p99", "150ms", ObjectiveOutcome.Met, 1.0)]
    [InlineData("ttft-p50", "90ms", ObjectiveOutcome.NotMet, 0.0)]
    [InlineData("ttft-answer-p50", "150ms", ObjectiveOutcome.Met, 1.0)]
    [InlineData("tpot-p50", "60ms", ObjectiveOutcome.Met, 1.0)]
    [InlineData("itl-p50", "40ms", ObjectiveOutcome.NotMet, 0.0)]
    [InlineData("e2e-p50", "600ms", ObjectiveOutcome.Met, 1.0)]
    [InlineData("ttft-sent-p50", "99.95ms", ObjectiveOutcome.Met, 1.0)]
    [InlineData("e2e-sent-p50", "549ms", ObjectiveOutcome.NotMet, 0.0)]
    public void Objective_OfAnyLatency_IsJudgedByItsInterval(string objective, string limit, ObjectiveOutcome outcome, double share)
    {
        var run = SampleRun.With(SampleRun.Make(), ($"objectives.{objective}", limit));
        if (objective == "ttft-p99")
            run = run with { Requests = Enough(run.Requests) }; // the 99th percentile has an interval from 368 requests on
        var result = Assert.Single(Analyze(run).Objectives, o => o.Objective == objective);
        Assert.Equal((outcome, share), (result.Outcome, result.Share));
    }

    [Fact]
    public void Objective_WhoseFigureHasNoInterval_IsUndecided() =>
        Assert.Equal(ObjectiveOutcome.Undecided, Assert.Single(Analyze(SampleRun.Make()).Objectives).Outcome); // p99 of thirty requests

    [Fact]
    public void Objective_OfAPercentileWithoutInterval_IsNotMet_WhereALowerOneIsSurelyAbove()
    {
        var run = SampleRun.With(SampleRun.Make(), ("objectives.ttft-p99", "90ms")); // p99 of thirty requests; p50 is 100 ms
        var objective = Assert.Single(Analyze(run).Objectives);
        Assert.Equal((ObjectiveOutcome.NotMet, null), (objective.Outcome, objective.Figure.Lower));
    }

    [Fact]
    public void Objective_OfOneWindow_IsUndecided()
    {
        var run = SampleRun.With(SampleRun.Make(), ("objectives.ttft-p50", "150ms"));
        var one = run with { Windows = [.. run.Windows.Where(w => w.Stage != Stage.Window || w.Repeat == 1)] };
        Assert.Equal(ObjectiveOutcome.Met, Assert.Single(Analyze(run).Objectives, o => o.Objective == "ttft-p50").Outcome);
        Assert.Equal(ObjectiveOutcome.Undecided, Assert.Single(Analyze(one).Objectives, o => o.Objective == "ttft-p50").Outcome);
    }

    [Fact]
    public void Goodput_OfSeveralObjectives_CountsRequestsThatMeetThemAll()
    {
        // Every second request is slow to begin, every third slow to go on: a third of them is good (1, 5, 7, 11 …).
        var run = SampleRun.With(SampleRun.Make(), ("objectives.ttft-p99", "150ms"), ("objectives.tpot-p99", "60ms"));
        var result = Analyze(SampleRun.Edit(run, r => r with
        {
            FirstToken = r.FirstToken + TimeSpan.FromSeconds(r.Item % 2 == 0 ? 0.1 : 0),
            LastToken = r.LastToken + TimeSpan.FromSeconds(r.Item % 3 == 0 ? 0.3 : 0),
        }));
        var good = Enumerable.Range(0, 30).Count(i => i % 2 != 0 && i % 3 != 0);
        Assert.Equal(good / 30.0, result.Metrics["good_share"].Value!.Value, 1e-9);
        Assert.Equal(good / 30.0, result.Metrics["goodput"].Value!.Value, 0.05); // requests/s, at one a second; straddling ones by their share
        Assert.Equal(((300 / 3.0) + (300 / 4.0) + (300 / 3.0)) / 3, result.Metrics["energy_per_good_request"].Value!.Value, 1e-6); // three, four and three in the windows
    }

    [Fact]
    public void Failures_AreCountedByKindAndKeepTheirJoules()
    {
        var result = Analyze(SampleRun.Edit(SampleRun.Make(), r => (r.Item % 10) switch
        {
            0 => r with { Error = "reset", ErrorKind = "connection", Usage = null, Score = null },
            1 => r with { Error = "busy", ErrorKind = "http-429", Usage = null, Score = null },
            2 => r with { Error = "the run ended", ErrorKind = RequestRecord.Cancelled, Usage = null, Score = null },
            _ => r,
        }));
        Assert.Equal([("cancelled", 3), ("connection", 3), ("http-429", 3)], result.Errors.Select(e => (e.Key, e.Value)).Order());
        Assert.Equal(300 / 70.0, result.Metrics["energy_per_output_token"].Value!.Value, 1e-6);
        Assert.Equal(300 / 7.0, result.Metrics["energy_per_request"].Value!.Value, 1e-6);
        Assert.Equal((21 / 27.0, 27), (result.Metrics["good_share"].Value!.Value, result.Metrics["good_share"].N)); // what the end cut off is nobody's fault
    }

    private static List<RequestRecord> Enough(IReadOnlyList<RequestRecord> requests) => [.. Enumerable.Range(0, 20).SelectMany(_ => requests)];

    private static ConfigurationResult Analyze(RunRecord run) => RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration];
}
