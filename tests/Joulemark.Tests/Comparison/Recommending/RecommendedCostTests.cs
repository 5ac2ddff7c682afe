using System.Text.Json;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Storage;
using Joulemark.Tests.Comparison.Gating;
using Joulemark.Tests.Comparison.Sweeping;
using Xunit;
using static Joulemark.Tests.Comparison.Recommending.RecommenderTests;

namespace Joulemark.Tests.Comparison.Recommending;

/// <summary>Choices by cost, carbon and prices of hardware.</summary>
public sealed class RecommendedCostTests
{
    [Fact]
    public void Commands_AreChosenFrom_ByWhatOneRunUsesAndCosts()
    {
        static RunRecord Command(RunRecord run) => run.WithConfiguration(c => c with { Command = ["train"], TaskRequests = 1 });
        var result = Recommend(new() { Tariff = 0.3, Intensity = 360 }, Command(Run("a", 30)), Command(Run("b", 33)));
        Assert.Matches(@"a uses the least energy of the 2 that qualify: 30\.\d J ± [0-9.]+ % per run .*; one run uses 0\.0083\d Wh; it costs 0\.0000025\d ± .*; it emits 0\.0030\d ± .* g CO2e$", result.Answer);
        Assert.Equal(("currency/run", "gCO2e/run"), (result.Candidates[0].Cost!.Unit, result.Candidates[0].Carbon!.Unit));
        Assert.Equal(30.1 * 0.3 / 3.6e6, result.Candidates[0].Cost!.Value!.Value, 3e-8);
    }

    [Fact]
    public void Costs_ThatAreLow_AreOfAsManyRequests_InTheAnswerAndInWhatWouldChangeIt()
    {
        var result = Recommend(new() { Minimize = RecommendationGoal.Cost, Tariff = 0.00003, Objectives = Objective("ttft-p99=150ms").Objectives }, Slower(Run("slow", 30), 100), Run("fast", 36));
        Assert.Matches(@"1,000,000 requests use 10,0\d\d Wh; they cost 0\.00030\d ± ", result.Answer);
        Assert.Matches(@"slow qualifies: 0\.00025\d ± [0-9.]+ % for 1,000,000 requests, ", Assert.Single(result.Changes, c => c.Candidate == "slow").Sentence);
    }

    [Fact]
    public void Cost_OfMachinesWithPricesOfTheirOwn_SwapsAtThePriceTariffAndPueThatAreNamed()
    {
        RunRecord[] runs = [Run("cheap", 40), Run("dear", 30)]; // as fast as each other
        RecommendationOptions With(double cheap, double dear, double tariff = 0.3, double pue = 1.2) =>
            new() { Minimize = RecommendationGoal.Cost, Tariff = tariff, Pue = pue, HardwarePrices = new Dictionary<string, double>(StringComparer.Ordinal) { ["cheap"] = cheap, ["dear"] = dear } };
        var result = Recommend(With(0.100, 0.104), runs); // 10 W at 0.3 × 1.2 a kWh save 0.0036 an hour
        Assert.Equal("cheap", result.Pick);
        double At(string option) => Assert.Single(result.Changes, c => c.Options[0].StartsWith(option, StringComparison.Ordinal)).Price!.Value;

        var (own, tariff, pue) = (At("--hardware-price dear <"), At("--tariff >"), At("--pue >"));
        Assert.Equal(("dear", "cheap"), (Recommend(With(0.100, own * 0.999), runs).Pick, Recommend(With(0.100, own * 1.001), runs).Pick));
        Assert.Equal(("dear", "cheap"), (Recommend(With(0.100, 0.104, tariff: tariff * 1.01), runs).Pick, Recommend(With(0.100, 0.104, tariff: tariff * 0.99), runs).Pick));
        Assert.Equal(("dear", "cheap"), (Recommend(With(0.100, 0.104, pue: pue * 1.01), runs).Pick, Recommend(With(0.100, 0.104, pue: pue * 0.99), runs).Pick));
    }

    [Fact]
    public void HardwarePrices_ThatAreWrong_AreAllReported()
    {
        var runs = new Dictionary<string, string>(StringComparer.Ordinal) { ["runs/a"] = "a", ["a"] = "a", ["b"] = "b" };
        Assert.Equal(2.5, RecommendationOptions.ParseHardware(["runs/a/=2.5"], runs)["a"]);
        var failure = Assert.Throws<JoulemarkException>(() => RecommendationOptions.ParseHardware(["c=1", "a=NaN", "b", "a=1", "runs/a=2", "b=-1"], runs));
        Assert.Equal(["JM7044", "JM7042", "JM7042", "JM7044", "JM7042"], failure.Diagnostics.Select(d => d.Id));
        var some = new RecommendationOptions { Minimize = RecommendationGoal.Cost, Tariff = 0.3, HardwarePrices = new Dictionary<string, double>(StringComparer.Ordinal) { ["a"] = 1 } };
        Assert.Contains("the hardware of b has no price", Assert.Throws<JoulemarkException>(() => Recommend(some, Run("a", 30), Run("b", 33))).Message, StringComparison.Ordinal);
        Assert.Equal("JM7041", Assert.Throws<JoulemarkException>(() => Recommend(some with { Tariff = null, Minimize = RecommendationGoal.Energy }, Run("a", 30), Run("b", 33))).Diagnostics[0].Id);
    }

    [Fact]
    public void Cost_IsOfEnergyAndHardware_AndSwapsAtThePriceThatIsNamed()
    {
        // The frugal one is at half the rate: 60 J in two seconds each, against 80 J in one.
        RunRecord[] runs = [Half(Run("frugal", 30)), Run("quick", 80)];
        var options = Objective("ttft-p50=10s") with { Minimize = RecommendationGoal.Cost, Tariff = 0.3, Pue = 1.2 };
        var cheap = Recommend(options, runs);
        Assert.Equal("frugal", cheap.Pick);
        Assert.Equal(cheap.Candidates[0].Energy.Value!.Value * 1000 / 3.6e6 * 0.3 * 1.2, cheap.Candidates[0].Cost!.Value!.Value, 1e-12);

        var swap = Assert.Single(cheap.Changes, c => c.Price is not null);
        Assert.Contains("--hardware-cost-per-hour >", Assert.Single(swap.Options), StringComparison.Ordinal);
        Assert.Equal("frugal", Recommend(options with { HardwareCostPerHour = swap.Price * 0.95 }, runs).Pick);
        var dear = options with { HardwareCostPerHour = swap.Price * 1.05 };
        var quick = Recommend(dear, runs);
        Assert.Equal("quick", quick.Pick);

        Assert.Matches(@"^If the price of the hardware rises above [0-9.]+ per hour, quick is cheaper than frugal ", swap.Sentence);
        Assert.Matches(@"^If the tariff rises above [0-9.]+ per kWh, frugal is cheaper than quick ", Assert.Single(quick.Changes, c => c.Options[0].StartsWith("--tariff >", StringComparison.Ordinal)).Sentence);

        var tariff = Assert.Single(quick.Changes, c => c.Options[0].StartsWith("--tariff >", StringComparison.Ordinal)).Price!.Value;
        Assert.Equal("quick", Recommend(dear with { Tariff = tariff * 0.98 }, runs).Pick);
        Assert.Equal("frugal", Recommend(dear with { Tariff = tariff * 1.02 }, runs).Pick);
    }

    [Fact]
    public void Carbon_IsOfTheUsersIntensity_AndIsRefusedWithoutOne()
    {
        var options = new RecommendationOptions { Minimize = RecommendationGoal.Carbon, Intensity = 360, Pue = 1.5 };
        var pick = Recommend(options, Run("a", 30), Run("b", 33)).Candidates[0];
        Assert.Equal(pick.Energy.Value!.Value * 150, pick.Carbon!.Value!.Value * 1000, 1e-6); // 1.5 × 360 g per 3.6 MJ
        Assert.Null(pick.Cost);
        foreach (var missing in (RecommendationOptions[])[options with { Intensity = null }, new() { Minimize = RecommendationGoal.Cost }, new() { Tariff = double.NaN }, new() { Tariff = -1 }, new() { Tariff = 1e13 }, new() { Tariff = 1e-13 }, new() { Tariff = 1, HardwareCostPerHour = double.MaxValue }, new() { Pue = 0.5 }, new() { Pue = 101 }])
            Assert.Equal(ExitCode.BadUsage, Assert.Throws<JoulemarkException>(() => Recommend(missing, Run("a", 30))).ExitCode);
    }

    [Fact]
    public void Prices_AtTheEndsOfTheirRange_GiveAnAnswer()
    {
        RunRecord[] runs = [Run("a", 30), Run("b", 33)];
        foreach (var price in (double[])[1e-12, 1e12])
        {
            var result = Recommend(new() { Minimize = RecommendationGoal.Cost, Tariff = price, HardwareCostPerHour = price, Intensity = price, Pue = 100 }, runs);
            Assert.Equal("a", result.Pick);
            Assert.All(result.Candidates, c => Assert.True(double.IsFinite(c.Cost!.Upper!.Value) && c.Cost.Lower > 0 && double.IsFinite(c.Carbon!.Upper!.Value)));
        }
    }
}
