using Joulemark.Comparison.Recommending;
using Joulemark.Reporting;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class AskedLatencyTests
{
    [Fact]
    public void Objectives_AreTheLatenciesOfTheTable_InTheirOrder()
    {
        var run = ReportSamples.TwoModels();
        var options = new RecommendationOptions { Objectives = RecommendationOptions.ParseObjectives(["ttft-p95=100ms", "e2e-p50=2s"]) };
        var result = Recommender.Recommend([.. run.Header.Configurations.Select(c => (run, c))], options);

        var asked = AskedLatency.Of(result);

        Assert.Equal([("E2E p50", "≤ 2.00 s"), ("TTFT p95", "≤ 100 ms")], asked.Select(a => (a.Name, a.Limit)));
        var small = result.Candidates.Single(c => c.Name == "small");
        Assert.Equal(0.55, asked[0].Figure(small).Value!.Value, 0.05); // the sample's requests
        Assert.Equal("s", asked[1].Figure(small).Unit);
    }

    [Fact]
    public void Nothing_ThatIsAsked_LeavesTheUsualLatency()
    {
        var run = SampleRun.Make();
        var configuration = run.Header.Configurations[0] with { Spec = run.Header.Configurations[0].Spec.Where(v => v.Key != "objectives.ttft-p99").ToDictionary(StringComparer.Ordinal) };
        var asked = Assert.Single(AskedLatency.Of(Recommender.Recommend([(run with { Header = run.Header with { Configurations = [configuration] } }, configuration)], new RecommendationOptions())));
        Assert.Equal(("TTFT p99", null), (asked.Name, asked.Limit));
    }
}
