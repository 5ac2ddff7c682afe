using Joulemark.Comparison.Recommending;
using Joulemark.Records;
using Joulemark.Tests.Reporting;
using Xunit;

namespace Joulemark.Tests.Comparison.Recommending;

public sealed class AlternativeTests
{
    [Fact]
    public void MoreRightAnswers_AreNamedWithWhatTheyTake_InWhatIsMadeLeast()
    {
        var run = ReportSamples.TwoModels();
        var alternative = Assert.Single(Alternative.Of(Recommend(run, new())));
        Assert.Matches(@"^If right answers matter more: large qualifies too and is the most accurate, 100\.0 % \([0-9.]+ to 100\.0 %\) against 50\.0 %, for 3\.00 \(.*\) × the energy$", alternative.Sentence);
        Assert.False(alternative.IsOfPrices);
        Assert.EndsWith("× the cost", Assert.Single(Alternative.Of(Recommend(run, new() { Minimize = RecommendationGoal.Cost, Tariff = 0.3 }))).Sentence, StringComparison.Ordinal);
        Assert.Empty(Alternative.Of(Recommend(ReportSamples.TwoModels("50ms"), new()))); // nothing is recommended
    }

    [Fact]
    public void LessMoney_IsNamed_AndHangsOnPrices()
    {
        var alternative = Assert.Single(Alternative.Of(Recommend(ReportSamples.SlowAndQuick(), new() { Tariff = 0.3, HardwareCostPerHour = 3.6 })), a => a.IsOfPrices);
        Assert.Matches(@"^If money matters more: large qualifies too and costs the least, 1\.01 \(.*\) against 2\.0[01] for 1,000 requests, for 1\.50 \(.*\) × the energy$", alternative.Sentence);
    }

    [Fact]
    public void EnergyPerRightAnswer_IsOfEachCandidate()
    {
        var result = Recommend(ReportSamples.TwoModels(), new() { Minimize = RecommendationGoal.EnergyPerCorrect });
        var (pick, other) = (result.Candidates[0], result.Candidates[1]);
        Assert.Equal(other.EnergyPerCorrect.Value!.Value / pick.EnergyPerCorrect.Value!.Value, other.RatioToPick!.Value!.Value, 0.01);
    }

    private static Recommendation Recommend(RunRecord run, RecommendationOptions options) => Recommender.Recommend([.. run.Header.Configurations.Select(c => (run, c))], options);
}
