using Joulemark.Analysis.Metrics;
using Joulemark.Comparison;
using Joulemark.Comparison.Gating;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;
using static Joulemark.Tests.Comparison.Gating.GateTests;

namespace Joulemark.Tests.Comparison.Gating;

/// <summary>The gate on accuracies and other shares: points, items of both sides, and answers that were not checked.</summary>
public sealed class GateAccuracyTests
{
    [Fact]
    public void Accuracy_ThatIsLost_FailsThoughTheEnergyIsLess()
    {
        var windows = Enumerable.Range(0, 60).Select(i => 30 + (0.1 * (i % 3))).ToArray();
        var outcome = Judge(PowerRun.Make("a", windows, i => true), PowerRun.Make("b", [.. windows.Select(w => w / 2)], i => i % 5 != 0));
        Assert.Equal(GateVerdict.Fail, outcome.Verdict);
        Assert.Equal([GateVerdict.Pass, GateVerdict.Fail], outcome.Rules.Where(r => r.Rule.IsRelative).Select(r => r.Verdict));
    }

    [Fact]
    public void Accuracy_OfFewItems_IsInconclusiveAndSaysHowManyItTakes()
    {
        var outcome = Judge(PowerRun.Make("a", Steady, i => true), PowerRun.Make("b", Steady, i => true));
        Assert.Equal(GateVerdict.Inconclusive, outcome.Verdict);
        Assert.Contains("About 189", Assert.Single(outcome.Rules, r => r.Rule.Metric == "accuracy").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Accuracy_OnItemsThatDidNotChange_Passes()
    {
        var windows = Enumerable.Range(0, 62).Select(i => 30 + (0.1 * (i % 3))).ToArray(); // 248 items
        Assert.Equal(GateVerdict.Pass, Judge(PowerRun.Make("a", windows, i => i % 2 == 0), PowerRun.Make("b", windows, i => i % 2 == 0)).Verdict);
    }

    /// <summary>Joules are gated at equal accuracy, whatever they are counted by.</summary>
    [Fact]
    public void Accuracy_IsHeldBesideRulesOfOthers_UnlessItHasOneOrIsLeftOutByName()
    {
        var windows = Enumerable.Range(0, 60).Select(i => 30 + (0.1 * (i % 3))).ToArray();
        var (right, worse) = (PowerRun.Make("a", windows, _ => true), PowerRun.Make("b", windows, i => i % 5 != 0));
        var policy = Plain with { Rules = [new GateRule("energy_per_output_token") { MaxIncrease = 0.15 }] };
        (string, GateVerdict)[] Rules(RunRecord candidate, GatePolicy by) => [.. Judge(right, candidate, by).Rules.Select(r => (r.Rule.Metric, r.Verdict))];
        Assert.Equal([("energy_per_output_token", GateVerdict.Pass), ("accuracy", GateVerdict.Fail)], Rules(worse, policy));
        Assert.Equal([("energy_per_output_token", GateVerdict.Pass)], Rules(worse, policy with { Accuracy = false }));
        Assert.Equal([("energy_per_output_token", GateVerdict.Pass), ("accuracy", GateVerdict.Pass)], Rules(worse, policy with { Rules = [.. policy.Rules, new GateRule("accuracy") { MaxDecrease = 0.5 }] }));
        Assert.Equal([("energy_per_request", GateVerdict.Pass)], Rules(worse, Plain with { Accuracy = false }));
        Assert.Equal(["energy_per_output_token"], Judge(PowerRun.Make("a", Steady), PowerRun.Make("b", Steady), policy).Rules.Select(r => r.Rule.Metric)); // no answers to check
    }

    [Theory]
    [InlineData(true, false, "the candidate (only of b)")]
    [InlineData(false, true, "the baseline (only of a)")]
    public void Accuracy_ThatOneSideHasNoAnswersFor_IsSaidNotToBeHeld_AndNeverPassesWhereItIsAskedFor(bool ofBaseline, bool ofCandidate, string lacking)
    {
        var (a, b) = (PowerRun.Make("a", Steady, ofBaseline ? _ => true : null), PowerRun.Make("b", Steady, ofCandidate ? _ => true : null));
        var outcome = Judge(a, b);
        Assert.Equal((GateVerdict.Pass, 1), (outcome.Verdict, outcome.Rules.Count));
        var said = Assert.Single(outcome.Diagnostics, d => d.Id == "JM7037");
        Assert.Equal(DiagnosticSeverity.Warning, said.Severity);
        Assert.Contains($"{lacking} has no answers to check", said.Message, StringComparison.Ordinal);

        foreach (var asked in (GateRule[])[GateRules.Worse("accuracy", null), new("accuracy") { MaxDecrease = 0.5 }])
        {
            var refused = Judge(a, b, Plain with { Rules = [asked] });
            Assert.Equal((GateVerdict.Invalid, ExitCode.Invalid), (refused.Verdict, refused.ExitCode));
            Assert.DoesNotContain(refused.Diagnostics, d => d.Id == "JM7037");
        }

        Assert.Equal(ofCandidate, Judge(a, b, Plain with { Rules = [new("accuracy") { AtLeast = 0.1 }] }).Verdict == GateVerdict.Pass); // of the candidate alone
        Assert.DoesNotContain(Judge(a, b, Plain with { Accuracy = false }).Diagnostics, d => d.Id == "JM7037");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Accuracy_ThatWasNotCheckedOnOneSide_ThoughThereAreAnswers_NeverPasses(bool isOfCandidate)
    {
        static RunRecord Unchecked(RunRecord run) => SampleRun.Edit(run, r => r with { Score = null });
        var (a, b) = (PowerRun.Make("a", Steady, _ => true), PowerRun.Make("b", Steady, _ => true));
        var outcome = isOfCandidate ? Judge(a, Unchecked(b)) : Judge(Unchecked(a), b);
        Assert.Equal((GateVerdict.Invalid, ExitCode.Invalid), (outcome.Verdict, outcome.ExitCode));
        Assert.Contains($"the {(isOfCandidate ? "candidate" : "baseline")} has no figure for accuracy", outcome.Rules[1].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Accuracy_OfItemsThatOnlySomeOfWereAskedOfBoth_IsSaidOfThose()
    {
        var rule = Assert.Single(Judge(PowerRun.Make("a", [.. Enumerable.Repeat(30.0, 10)], i => i < 16), PowerRun.Make("b", [.. Enumerable.Repeat(30.0, 8)], i => i < 24)).Rules, r => r.Rule.Metric == "accuracy");
        Assert.Contains("75.0 % against 50.0 % of the 32 items that both answered (75.0 % against 40.0 % of 32 and 40 in all)", rule.Evidence, StringComparison.Ordinal);
        Assert.Equal((32, 0.25), (rule.Change!.N, rule.Change.Value!.Value));
    }

    [Fact]
    public void AbsoluteLimit_OfAShare_IsSaidInPercent()
    {
        var policy = Plain with { Rules = [new GateRule("accuracy") { AtLeast = 0.7 }, new GateRule("goodput") { AtLeast = 0.25 }] };
        var rules = Judge(PowerRun.Make("a", Steady, _ => true), PowerRun.Make("b", Steady, _ => true), policy).Rules;
        Assert.EndsWith("the limit is at least 70 %", rules[0].Evidence, StringComparison.Ordinal);
        Assert.EndsWith("the limit is at least 0.25 requests/s", rules[1].Evidence, StringComparison.Ordinal);
    }

    /// <summary>Half the power is idle power in one, a third in the other; taken for shares of three windows, nothing would be told.</summary>
    [Fact]
    public void Share_ThatCountsNothing_IsJudgedByItsWindows()
    {
        var policy = Plain with { Rules = [new GateRule("idle_share") { MaxDecrease = 0.10 }, new GateRule("idle_share") { MaxDecrease = 0.20 }, new GateRule("idle_share") { MaxDecrease = 0.1667 }] };
        var rules = Judge(PowerRun.Make("a", [20, 20.2, 19.8]), PowerRun.Make("b", Steady), policy).Rules;
        Assert.Equal([GateVerdict.Fail, GateVerdict.Pass, GateVerdict.Inconclusive], rules.Select(r => r.Verdict));
        Assert.All(rules, r => Assert.Equal(-1.0 / 6, r.Change!.Value!.Value, 0.005));
        Assert.All(rules, r => Assert.Contains("means of windows", r.Change!.Method, StringComparison.Ordinal));
        Assert.Contains("windows", rules[^1].Remedy, StringComparison.Ordinal);
        Assert.All(Judge(PowerRun.Make("a", [20, 20]), PowerRun.Make("b", [30, 30]), policy).Rules, r => Assert.Equal((GateVerdict.Inconclusive, null), (r.Verdict, r.Change!.Lower)));
    }

    /// <summary>The same powers in another order scatter alike; those that go up and down slowly are worth fewer windows.</summary>
    [Fact]
    public void Share_OfWindowsWhoseNeighboursAreAlike_IsKnownWorse()
    {
        double Width(double[] order)
        {
            var watts = order.Select(i => 20 + i).ToArray();
            var (a, b) = (PowerRun.Make("a", watts), PowerRun.Make("b", watts));
            Comparer.Compare((a, a.Header.Configurations[0]), (b, b.Header.Configurations[0]), null, [], Comparer.DefaultMargin, out var sides);
            var interval = WindowDifference.Of(WindowMetrics.Get("idle_share"), sides, 0.95).Interval;
            return interval.Upper!.Value - interval.Lower!.Value;
        }

        Assert.InRange(Width([0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0]) / Width([0, 5, 1, 4, 2, 3, 5, 0, 4, 1, 3, 2]), 1.3, 10);
    }
}
