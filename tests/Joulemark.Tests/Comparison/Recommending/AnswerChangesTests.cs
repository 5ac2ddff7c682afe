using Joulemark.Comparison.Recommending;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Tests.Comparison.Gating;
using Xunit;

namespace Joulemark.Tests.Comparison.Recommending;

/// <summary>What is said to change an answer does, asked for as it is said.</summary>
public sealed class AnswerChangesTests
{
    [Fact]
    public void Price_IsNamed_WhereTheOneThatItMakesCheaperIsRecommended_AndNotWhereAThirdIs()
    {
        // A request of "frugal" takes 60 J and two seconds, of "quick" 80 J and one, of "neither" 90 J and a second and a third.
        RunRecord[] runs = [Of(Run("frugal", 30), i => i % 2 == 0, 1), Run("quick", 80), Of(Run("neither", 67.5), i => i % 4 != 3, 0.3)];
        var options = Objective("ttft-p50=10s") with { Minimize = RecommendationGoal.Cost, Tariff = 0.8, HardwareCostPerHour = 0.01 };
        var result = Recommend(options, runs);
        Assert.Equal("frugal:only", result.Pick);

        var swaps = result.Changes.Where(c => c.Price is not null).ToList();
        Assert.All(swaps, s => Assert.Equal("quick:only", s.Candidate)); // "neither" is cheaper than "frugal" at prices at which "quick" is cheapest
        Assert.Equal(["--tariff <", "--hardware-cost-per-hour >"], swaps.Select(s => string.Join(' ', s.Options[0].Split(' ')[..2])));
        Assert.InRange(swaps[0].Price!.Value, 0.49, 0.51);
        Assert.Equal("quick:only", Recommend(options with { Tariff = swaps[0].Price * 0.98 }, runs).Pick);
        Assert.Equal("quick:only", Recommend(options with { HardwareCostPerHour = swaps[1].Price * 1.02 }, runs).Pick);
    }

    [Fact]
    public void Price_OfThePicksOwnMachine_IsNamed_AboveWhichAnotherIsRecommended()
    {
        RunRecord[] runs = [Run("own", 30), Run("other", 33)];
        RecommendationOptions At(double price) => Objective("ttft-p50=10s") with { Minimize = RecommendationGoal.Cost, Tariff = 0.3, HardwarePrices = new Dictionary<string, double>(StringComparer.Ordinal) { ["own"] = price, ["other"] = 2 } };
        var result = Recommend(At(1), runs);
        Assert.Equal("own:only", result.Pick);
        var change = Assert.Single(result.Changes, c => c.Options[0].StartsWith("--hardware-price own >", StringComparison.Ordinal));
        Assert.Equal("other:only", change.Candidate);
        Assert.Equal("own:only", Recommend(At(change.Price!.Value * 0.99), runs).Pick);
        Assert.Equal("other:only", Recommend(At(change.Price.Value * 1.01), runs).Pick);
    }

    [Fact]
    public void Limit_IsNamed_ForTheOneThatIsRecommendedAtIt()
    {
        RunRecord[] runs = [Run("fast", 36), Slower(Run("slow", 30)), Slower(Run("slow-and-frugal", 20))];
        var result = Recommend(Objective("ttft-p50=150ms"), runs);
        Assert.Equal("fast:only", result.Pick);
        var change = Assert.Single(result.Changes, c => c.Candidate is not null);
        Assert.Equal("slow-and-frugal:only", change.Candidate);
        Assert.Equal(change.Candidate, Recommend(Objective(change.Options[0].Split(' ')[1]), runs).Pick);
    }

    [Fact]
    public void Limit_AtWhichNothingIsRecommendedEither_IsNotNamed()
    {
        RunRecord[] runs = [Slower(Run("slow", 30)), Run("other", 20).WithConfiguration(c => c with { TaskHash = "1" })];
        var result = Recommend(Objective("ttft-p50=150ms"), runs);
        Assert.Null(result.Pick);
        Assert.Equal("objective-not-met", result.Candidates.First(c => c.Name == "slow:only").Reasons[0].Code);
        Assert.Empty(result.Changes); // a choice needs two
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.10000000000000009)] // as floating-point numbers have it, a hair above
    [InlineData(0.098412)]
    public void Limit_ThatIsNamed_IsKept(double seconds) => Assert.True(SpecValueParser.Seconds(LimitText.AtLeast(seconds)) >= seconds);

    [Theory]
    [InlineData(0.785)]
    [InlineData(0.78499999999999992)]
    public void Accuracy_ThatIsNamed_IsReached(double share) => Assert.True(SpecValueParser.Number(SpecValueType.Fraction, LimitText.AtMost(share)) <= share);

    [Fact]
    public void End_OfAnInterval_HasTheDigitsThatTellItFromTheLimit()
    {
        Assert.Equal(("31.2ms", "31.24 ms"), (LimitText.Below(0.03124), LimitText.Beyond(0.03124, 0.0312)));
        Assert.Equal(("78.6%", "78.56 %"), (LimitText.Above(0.7856), LimitText.Short(0.7856, 0.786)));
        Assert.Equal("78.5 %", LimitText.Short(0.7852, 0.786));
    }

    [Fact]
    public void Limit_ThatReadsAsTheFigure_IsRejectedWithTheEndThatIsBeyondIt()
    {
        var run = Run("a", 30, i => i % 4 != 0);
        var met = Recommend(Objective("ttft-p50=1s"), run).Candidates[0];
        var result = Recommend(new() { Objectives = new Dictionary<string, double>(StringComparer.Ordinal) { ["ttft-p50"] = met.Objectives[0].Figure.Upper!.Value * (1 - 1e-5) }, MinAccuracy = met.Accuracy.Lower + 1e-5 }, run);
        Assert.Collection(result.Candidates[0].Reasons,
            r => Assert.Matches(@"the limit is (?<limit>[0-9.]+) ms, and its interval (begins|ends) at (?!\k<limit> ms)[0-9.]+ ms", r.Evidence),
            r => Assert.Matches(@"at least (?<least>[0-9.]+) % is asked for, and its interval begins at (?!\k<least> %)[0-9.]+ %", r.Evidence));
    }

    private static RunRecord Run(string name, double watts, Func<int, bool>? isRight = null) => PowerRun.Make(name, [.. Enumerable.Range(0, 12).Select(i => watts * (1 + (0.0033 * (i % 3))))], isRight);

    private static RunRecord Slower(RunRecord run) => SampleRun.Edit(run, r => r with { FirstToken = r.FirstToken + TimeSpan.FromMilliseconds(100) });

    /// <summary>Some of the requests only, by their place, each of some seconds more.</summary>
    private static RunRecord Of(RunRecord run, Func<int, bool> which, double longer) =>
        SampleRun.Edit(run with { Requests = [.. run.Requests.Where((_, i) => which(i))] }, r => r with { Ended = r.Ended + TimeSpan.FromSeconds(longer) });

    private static RecommendationOptions Objective(string text) => new() { Objectives = RecommendationOptions.ParseObjectives([text]) };

    private static Recommendation Recommend(RecommendationOptions options, params RunRecord[] runs) =>
        Recommender.Recommend([.. runs.Select(r => (r, r.Header.Configurations[0]))], options);
}
