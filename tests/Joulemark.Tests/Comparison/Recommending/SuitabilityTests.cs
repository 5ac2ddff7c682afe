using Joulemark.Comparison.Recommending;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Comparison.Recommending;

public sealed class SuitabilityTests
{
    [Fact]
    public void Objective_WithoutAFigure_IsNotToBeAskedMoreOf()
    {
        var run = SampleRun.Edit(Gating.PowerRun.Make("a", [30, 30.1, 30.2]), r => r with { FirstToken = null, Tokens = [] });
        var result = Recommender.Recommend([(run, run.Header.Configurations[0])], new() { Objectives = RecommendationOptions.ParseObjectives(["ttft-p50=1s"]) });
        var reason = Assert.Single(result.Candidates[0].Reasons);
        Assert.Equal(("objective-undecided", "ttft-p50 has no figure (no request with such a time); the limit is 1.00 s"), (reason.Code, reason.Evidence));
        Assert.Contains("streams its answers", reason.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("Ask more requests", reason.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void ReasonsOfOneCode_HaveItsOwnRemedy_Once()
    {
        var run = SampleRun.Make();
        run = SampleRun.Edit(run with
        {
            Header = run.Header with { Status = RunStatus.Interrupted },
            Windows = [.. run.Windows.Select(w => w with { Client = new ClientLoad { BusyShare = 0.99, DelayP99Seconds = 0.5, Threads = 1 } })],
        }, r => r with { Sent = r.Scheduled + TimeSpan.FromMilliseconds(50) });
        var reasons = Assert.Single(Recommend(run).Candidates).Reasons.Where(r => r.Code == "invalid").ToList();

        Assert.Equal(["interrupted", "client-saturated", "client-saturated", "client-saturated"], reasons.Select(r => r.Evidence.Split(':')[0]));
        Assert.Equal([true, false, false, true], reasons.Select(r => r.Remedy is not null));
        Assert.Equal("Go on with joulemark run SPEC --resume RUN; the windows that were finished stand. A measured command begins again.", reasons[0].Remedy);
        Assert.Contains("on another machine; joulemark selftest says what", reasons[^1].Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("another machine", string.Concat(reasons.Select(r => r.Evidence)), StringComparison.Ordinal);
    }

    [Fact]
    public void ObjectivesOfTheSpec_AreNamed_ThoughNothingIsValid()
    {
        var run = SampleRun.Make();
        var result = Recommend(run with { Header = run.Header with { Status = RunStatus.Interrupted } });
        Assert.Null(result.Pick);
        Assert.Equal(0.15, Assert.Contains("ttft-p99", result.Objectives));
        Assert.Equal("ttft-p99", Assert.Single(result.Candidates[0].Objectives).Objective);
    }

    private static Recommendation Recommend(RunRecord run) => Recommender.Recommend([(run, run.Header.Configurations[0])], new RecommendationOptions());
}
