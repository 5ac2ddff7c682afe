using Joulemark.Diagnostics;
using Joulemark.Planning;
using Xunit;

namespace Joulemark.Tests.Planning;

/// <summary>The section sweep: what it plans, and what is wrong with it.</summary>
public sealed class SweepTests
{
    private static readonly string[] Models = ["small-fp32", "small-int8"];

    [Fact]
    public void Grid_OverTwoKeys_MakesEveryCombinationInOrder()
    {
        var plan = Plan("sweep: { load.concurrency: [1, 8], workload.output-tokens.max: [8, 16] }");

        Assert.Equal(["concurrency=1 max=8", "concurrency=1 max=16", "concurrency=8 max=8", "concurrency=8 max=16"], plan.Configurations.Select(c => c.Name));
        Assert.Equal(["load.concurrency", "workload.output-tokens.max"], plan.Sweep!.Spec.ToRecord().Keys);
        Assert.Null(plan.Sweep.Spec.ToRecord().Search);
    }

    [Fact]
    public void Vary_BesideASweep_GivesEachConfigurationItsOwnPoints()
    {
        var plan = Plan("vary: { server.model: [small-fp32, small-int8] }\nsweep: { load.concurrency: [1, 8] }");

        Assert.Equal(4, plan.Configurations.Count);
        Assert.Equal(2, plan.Configurations.Count(c => c.Factors["server.model"] == "small-int8"));
    }

    [Theory]
    [InlineData("load.concurrency: { from: 1, to: 12 }", "1 2 4 8 12")]
    [InlineData("load.concurrency: { from: 1, to: 8, factor: 1.5 }", "1 2 3 5 8")]
    [InlineData("load.concurrency: { from: 2, to: 9, step: 3 }", "2 5 8 9")]
    [InlineData("load.concurrency: { from: 3, to: 4 }", "3 4")]
    public void Range_OfWholeNumbers_EndsAtItsEnd(string sweep, string values) =>
        Assert.Equal(values.Split(' '), Plan($"sweep: {{ {sweep} }}").Configurations.Select(c => c.Factors["load.concurrency"]));

    [Fact]
    public void Range_OfRates_GrowsByItsFactorAndStep()
    {
        Assert.Equal(["0.5", "0.75", "1.125", "1.5"], Rates("{ from: 0.5, to: 1.5, factor: 1.5 }"));
        Assert.Equal(["0.1", "0.2", "0.3"], Rates("{ from: 0.1, to: 0.3, step: 0.1 }"));

        static IEnumerable<string> Rates(string range) => Plan($"load: {{ kind: rate }}\nsweep: {{ load.rate: {range} }}").Configurations.Select(c => c.Factors["load.rate"]);
    }

    [Fact]
    public void Range_OfAPower_KeepsTheUnit() =>
        Assert.Equal(["200W", "300W", "400W"], SpecParser.Parse($"{Specs.Minimal}\nsweep: {{ controls.gpu.power-limit: {{ from: 200W, to: 0.4kW, step: 100W }} }}", "t.yaml").Sweep!.Keys[0].Values);

    [Theory]
    [InlineData("sweep=[1, 2]")]
    [InlineData("sweep.load.concurrency=4")]
    [InlineData("vary.server.model=small-int8")]
    public void WhatVaries_IsNotSetOnTheCommandLine_AndThatIsSaid(string setting)
    {
        var problem = Assert.Single(SpecParser.Parse($"{Specs.Minimal}\nsweep: {{ load.concurrency: [1, 8] }}", "t.yaml", [setting]).Problems);
        Assert.Contains("what varies is said by the spec's file alone", problem.Message, StringComparison.Ordinal);
        Assert.Contains("takes it out of 'vary' and 'sweep'", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Order_Random_ShufflesEachRoundBySeedAndLosesNone()
    {
        const string sweep = "sweep: { load.concurrency: [1, 2, 3, 4, 5, 6, 7, 8], order: random }";
        var (plan, again, other) = (Plan(sweep), Plan(sweep), Plan($"seed: 2\n{sweep}"));

        Assert.Equal(Names(plan, 1), Names(again, 1));
        Assert.NotEqual(Names(plan, 1), Names(plan, 2));
        Assert.NotEqual(Names(plan, 1), Names(other, 1));
        Assert.Equal(plan.Configurations.Select(c => c.Name).Order(StringComparer.Ordinal), Names(plan, 1).Order(StringComparer.Ordinal));

        static List<string> Names(BenchmarkPlan plan, int round) => [.. plan.Round(round).Select(c => c.Name)];
    }

    [Fact]
    public void Search_OverARange_PlansItsNearEndAndForeseesTheFarOne()
    {
        var plan = Plan("objectives: { ttft-p99: 1s }\nvary: { server.model: [small-fp32, small-int8] }\nsweep: { load.concurrency: { from: 1, to: 64 }, search: highest-load }");

        Assert.All(plan.Configurations, c => Assert.Equal("1", c.Factors["load.concurrency"]));
        Assert.Equal(2, plan.Configurations.Count);
        Assert.Equal(["64", "64"], plan.Sweep!.FarEnds.Select(c => c.Factors["load.concurrency"]));
        Assert.Equal("concurrency=12 small-int8", plan.Sweep.At(plan.Configurations[1], "12").Name);
        Assert.Equal("12", plan.Sweep.At(plan.Configurations[1], "12").Values["load.concurrency"]);
    }

    [Fact]
    public void Set_OfASweptKey_FixesIt()
    {
        var document = SpecParser.Parse($"{Specs.Minimal}\nsweep: {{ load.concurrency: [1, 8], search: least-energy }}", "t.yaml", ["load.concurrency=4"]);

        var plan = Planner.Plan(document, Models);

        Assert.Null(plan.Sweep);
        Assert.Equal("4", Assert.Single(plan.Configurations).Values["load.concurrency"]);
    }

    [Fact]
    public void Set_OfAnOption_Wins()
    {
        var document = SpecParser.Parse($"{Specs.Minimal}\nsweep: {{ load.concurrency: [1, 8] }}", "t.yaml", ["sweep.search=least-energy", "sweep.resolution=5%"]);

        Assert.Empty(document.Problems);
        Assert.Equal((SweepSpec.LeastEnergy, 0.05), (document.Sweep!.Search, document.Sweep.Resolution));
    }

    [Fact]
    public void Options_OfASweep_AreNoValuesOfAConfiguration() =>
        Assert.DoesNotContain(Plan("sweep: { load.concurrency: [1, 8], order: random }").Configurations[0].Values.Keys, k => k.StartsWith("sweep", StringComparison.Ordinal));

    [Theory]
    [InlineData("sweep: [1]", "JM1060", "must map keys")]
    [InlineData("sweep: { order: random }", "JM1060", "names no key")]
    [InlineData("sweep: { load.concurrency: 4 }", "JM1060", "a list with at least one value, or a range")]
    [InlineData("sweep: { load.concurrency: { from: 1, until: 4 } }", "JM1060", "no 'until'")]
    [InlineData("sweep: { load.concurrency: { from: 1 } }", "JM1060", "no 'to'")]
    [InlineData("sweep: { load.concurrency: { from: 8, to: 1 } }", "JM1061", "from 8 to 1 is no range")]
    [InlineData("sweep: { load.concurrency: { from: 1, to: 8, factor: 2, step: 1 } }", "JM1061", "contradict")]
    [InlineData("sweep: { load.concurrency: { from: 1, to: 8, factor: 1 } }", "JM1061", "above 1")]
    [InlineData("sweep: { load.concurrency: { from: 1, to: 8, step: 0 } }", "JM1061", "above 0")]
    [InlineData("sweep: { load.concurrency: { from: 1, to: 8, step: 0.5 } }", "JM1061", "whole number")]
    [InlineData("sweep: { load.concurrency: { from: 1, to: 8, factor: two } }", "JM1061", "'two', which is no number")]
    [InlineData("sweep: { load.think-time: { from: 0s, to: 8s } }", "JM1061", "cannot grow by a factor")]
    [InlineData("sweep: { server.model: { from: 1, to: 8 } }", "JM1061", "no numbers")]
    [InlineData("sweep: { load.concurrency: { from: 0, to: 8 } }", "JM1004", "below the lowest")]
    [InlineData("sweep: { load.concurrency: [1, 1] }", "JM1004", "'sweep.load.concurrency' lists '1' twice")]
    [InlineData("sweep: { load.concurency: [1, 2] }", "JM1003", "did you mean 'load.concurrency'")]
    [InlineData("sweep: { load.concurrency: [1, 2], serch: least-energy }", "JM1003", "did you mean 'search'")]
    [InlineData("sweep: { load.concurrency: [1, 2], search: leastenergy }", "JM1006", "did you mean 'least-energy'")]
    [InlineData("sweep: { load.concurrency: [1, 2], search: least-energy, resolution: 0.1% }", "JM1004", "below the lowest")]
    [InlineData("sweep: { measure.window: [1s, 2s] }", "JM1007", "cannot be swept")]
    [InlineData("vary: { load.concurrency: [1] }\nsweep: { load.concurrency: [1, 2] }", "JM1062", "both in 'vary' and in 'sweep'")]
    [InlineData("vary: { load.concurrency: [1, 2] }\nsweep: { load.concurrency: [1, 2] }", "JM1062", "both in 'vary' and in 'sweep'")]
    [InlineData("vary: { load.concurrency: [1, 2] }\nsweep: { load.concurrency: [1, 2], search: least-energy }", "JM1062", "both in 'vary' and in 'sweep'")]
    [InlineData("sweep: { load.concurrency: { from: 1, to: 200, step: 1 } }", "JM1063", "makes 200 points; the most allowed is 100")]
    [InlineData("sweep: { load.concurrency: { from: 1, to: 100000, step: 1 } }", "JM1063", "more than 1000")]
    [InlineData("sweep: { load.concurrency: [1, 2], workload.output-tokens.max: [8, 16], search: least-energy }", "JM1065", "goes along one key")]
    [InlineData("sweep: { server.model: [small-fp32, small-int8], search: least-energy }", "JM1066", "no numbers")]
    [InlineData("objectives: { ttft-p99: 1s }\nsweep: { workload.output-tokens.max: [8, 16], search: highest-load }", "JM1066", "no load")]
    [InlineData("sweep: { load.concurrency: [1, 2], search: highest-load }", "JM1067", "needs objectives")]
    [InlineData("sweep: { load.concurrency: [1], search: least-energy }", "JM1069", "1 value")]
    public void Mistakes_InASweep_AreRefusedAtTheirPlace(string yaml, string id, string message)
    {
        var problem = Assert.Single(Assert.Throws<JoulemarkException>(() => Plan(yaml)).Diagnostics, d => d.Id == id && d.Message.Contains(message, StringComparison.Ordinal));
        Assert.NotNull(problem.Line);
        Assert.NotNull(problem.Column);
        if (id is not ("JM1004" or "JM1007" or "JM1003" or "JM1006"))
            Assert.NotNull(problem.Remedy);
    }

    [Fact]
    public void Mistakes_InASweep_AreAllReportedTogether()
    {
        var e = Assert.Throws<JoulemarkException>(() => Plan("""
            sweep:
              load.concurrency: { from: 8, to: 1 }
              workload.output-tokens.max: [8, 8]
              load.rte: [1]
              search: higest-load
            """));

        Assert.Equal(["JM1061", "JM1004", "JM1003", "JM1006"], e.Diagnostics.Select(d => d.Id));
        Assert.Equal([6, 7, 8, 9], e.Diagnostics.Select(d => d.Line!.Value));
    }

    [Theory]
    [InlineData("sweep: { load.concurrency: [1, 2], resolution: 5% }", "does nothing without 'sweep.search'")]
    [InlineData("sweep: { load.concurrency: [1, 2], search: least-energy, order: random }", "does nothing with 'sweep.search'")]
    public void Options_ThatDoNothing_AreSaid(string yaml, string message) =>
        Assert.Contains(message, Assert.Single(Plan(yaml).Warnings, w => w.Id == "JM1068").Message, StringComparison.Ordinal);

    [Fact]
    public void SweptKey_OfAnotherShape_WouldMeasureTheSameTwice() =>
        Assert.Contains(Assert.Throws<JoulemarkException>(() => Plan("load: { kind: rate, rate: 5 }\nsweep: { load.concurrency: [1, 8] }")).Diagnostics, d => d.Id == "JM7000");

    private static BenchmarkPlan Plan(string more) =>
        Planner.Plan(SpecParser.Parse($"name: t\nserver: {{ kind: reference, model: small-fp32 }}\nworkload: {{ kind: arithmetic, requests: 20 }}\nmeasure: {{ window: 100s }}\n{more}", "t.yaml"), Models);
}
