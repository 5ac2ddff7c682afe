using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Tests.Comparison.Sweeping;
using Xunit;

namespace Joulemark.Tests.Analysis.Checks;

public sealed class ClientAndRateTests
{
    [Theory]
    [InlineData(0.5, 0.002, null)]
    [InlineData(0.9, 0.002, "90 % of the time")]
    [InlineData(0.5, 0.011, "11 ms late")] // 10 ms at least, and 5 % of the median TTFT of 100 ms
    public void Client_ThatIsBusyOrLate_IsSaturated(double busy, double delay, string? evidence)
    {
        var reason = Analyze(With(SampleRun.Make(), busy, delay)).Validity.Reasons.FirstOrDefault(r => r.Code == "client-saturated");
        Assert.Equal(evidence is null, reason is null);
        if (evidence is not null)
        {
            Assert.Contains(evidence, reason!.Evidence, StringComparison.Ordinal);
            Assert.Contains("selftest", Explanations.RemedyOf(reason.Code), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Client_ThatIsLateBesideTheGapsBetweenTokens_IsSaturated()
    {
        var run = SampleRun.Edit(With(SampleRun.Make(), 0.5, 0.0015), r => r with { Tokens = [.. Enumerable.Range(0, 10).Select(k => r.FirstToken!.Value + TimeSpan.FromMilliseconds(2 * k))] });
        Assert.Contains(Analyze(run).Validity.Reasons, r => r.Code == "client-saturated" && r.Evidence.Contains("gap between chunks", StringComparison.Ordinal));
    }

    [Fact]
    public void Client_Figures_AreThoseOfItsAccount()
    {
        var metrics = Analyze(With(SampleRun.Make(), 0.42, 0.002)).Metrics;
        Assert.Equal((0.42, 0.002), (Math.Round(metrics["client_busy_share"].Value!.Value, 9), metrics["client_delay_p99"].Value!.Value));
    }

    [Fact]
    public void Latencies_OfASaturatedClient_AreNotShown()
    {
        var run = With(SampleRun.Make(), 0.95, 0.002);
        var result = RunJudge.Judge(run);
        Assert.NotNull(result.Configurations[SampleRun.Configuration].Metrics["ttft_p50"].Value); // the record keeps it
        var page = HtmlReportWriter.Write(run, result);
        Assert.Contains("the load client was saturated", page, StringComparison.Ordinal);
        Assert.DoesNotContain("100 ms", page, StringComparison.Ordinal);
        Assert.Single(page.Split("withheld: the load client was saturated")[1..]); // its objective is not passed over
        Assert.Contains("100 ms", HtmlReportWriter.Write(SampleRun.Make(), RunJudge.Judge(SampleRun.Make())), StringComparison.Ordinal);
    }

    [Fact]
    public void Objectives_OfASaturatedClient_AreUndecided_InRecommendationsToo()
    {
        var spec = ("objectives.ttft-p50", "1s");
        var objective = Assert.Single(Analyze(SampleRun.With(SampleRun.Make(), spec)).Objectives, o => o.Objective == "ttft-p50");
        Assert.Equal(ObjectiveOutcome.Met, objective.Outcome);

        var run = With(SampleRun.With(SampleRun.Make(), spec), 0.95, 0.002);
        var late = Assert.Single(Analyze(run).Objectives, o => o.Objective == "ttft-p50");
        Assert.Equal((ObjectiveOutcome.Undecided, null, null), (late.Outcome, late.Figure.Value, late.Share));
        Assert.Contains("the load client was saturated", late.Figure.Method, StringComparison.Ordinal);

        var candidate = Assert.Single(Recommender.Recommend([(run, run.Header.Configurations[0])], new RecommendationOptions()).Candidates);
        Assert.Null(candidate.TtftP99.Value);
        Assert.NotNull(candidate.Energy.Value);
        Assert.All(candidate.Objectives, o => Assert.Equal((ObjectiveOutcome.Undecided, null), (o.Outcome, o.Figure.Value)));
    }

    [Fact]
    public void Points_OfASaturatedClient_MeetAndMissNothing()
    {
        var run = SweepRun.Make("run-1", [MadePoint.Of(1, 50, 20), MadePoint.Of(2, 60, 40)], SweepRun.Over("load.concurrency"), ("objectives.ttft-p50", "20ms"));
        run = run with { Windows = [.. run.Windows.Select(w => w.Configuration == "2" ? w with { Client = new ClientLoad { BusyShare = 0.99 } } : w)] };
        var points = RunJudge.Judge(run).Sweep!.Series[0].Points;
        Assert.Equal([ObjectiveOutcome.NotMet, ObjectiveOutcome.Undecided], points.Select(p => p.Outcome!.Value));
    }

    [Fact]
    public void Rate_ThatIsKept_IsOfferedAndAchieved()
    {
        var result = Analyze(SampleRun.With(SampleRun.Make(), ("load.kind", "rate")));
        Assert.Equal((1.0, 1.0), (result.Metrics["offered_rate"].Value!.Value, result.Metrics["achieved_rate"].Value!.Value));
        Assert.DoesNotContain(result.Validity.Reasons, r => r.Code == "overloaded");
        Assert.Null(Analyze(SampleRun.Make()).Metrics["offered_rate"].Value); // a closed loop offers what is taken
    }

    [Fact]
    public void Rate_ThatIsNotKept_IsAReason()
    {
        // Eight a second are due and four are done: the queue grows by forty in each window of ten seconds.
        var run = SampleRun.Make();
        var requests = Enumerable.Range(1, 3).SelectMany(r => Enumerable.Range(0, 80).Select(i =>
        {
            var (due, end) = (At((20 * r) + 20 + (i / 8.0)), At((20 * r) + 20 + 0.5 + (i / 4.0)));
            return run.Requests[0] with { Repeat = r, Item = i, Scheduled = due, Sent = due, Tokens = [end], FirstToken = end, LastToken = end, Ended = end };
        })).ToList();
        var result = Analyze(SampleRun.With(run with { Requests = requests }, ("load.kind", "rate")));
        Assert.Equal((8.0, 3.933), (result.Metrics["offered_rate"].Value!.Value, Math.Round(result.Metrics["achieved_rate"].Value!.Value, 3))); // 38, and 40 with two of the window before
        Assert.Contains("there 8 requests/s were asked for and 3.8 answered", Assert.Single(result.Validity.Reasons, r => r.Code == "overloaded").Evidence, StringComparison.Ordinal);
    }

    private static RunRecord With(RunRecord run, double busy, double delay) =>
        run with { Windows = [.. run.Windows.Select(w => w.Stage == Stage.Window ? w with { Client = new ClientLoad { BusyShare = busy, DelayP99Seconds = delay, Threads = 2 } } : w)] };

    private static ConfigurationResult Analyze(RunRecord run) => RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration];

    private static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));
}
