using Joulemark.Comparison.Gating;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Comparison.Gating;

/// <summary>Rules of figures that are not one to a window: what their intervals allow for.</summary>
public sealed class GateLevelTests
{
    private static readonly double[] Watts = [30, 30, 30, 30, 30, 30, 30, 30, 30, 30];

    [Fact]
    public void RulesOfLatencies_ShareTheLevelOut()
    {
        var (a, b) = (Later(PowerRun.Make("a", Watts), r => 0.01 * (r.Item * 7 % 10)), Later(PowerRun.Make("b", Watts), r => 0.01 * (r.Item * 3 % 11)));
        GateRule Rule() => new("ttft_p50") { MaxIncrease = 0.5 };
        double Width(int rules)
        {
            var change = Judge(a, b, [.. Enumerable.Range(0, rules).Select(_ => Rule())]).Rules[0].Change!;
            return Math.Log(change.Upper!.Value / change.Lower!.Value);
        }

        // Eight rules, each at 95 %, failed an unchanged candidate in 13 % of gates: eight at 98.75 % hold 5 % together. Of ten windows t has nine degrees of freedom.
        Assert.Equal(Joulemark.Statistics.MoverScale.Of(1 - (0.1 / 8), Watts.Length), Width(8) / Width(1), 0.01);
    }

    [Fact]
    public void GoodShare_IsJudgedByWindowsThatDiffer()
    {
        // Whole windows are good or bad. Of forty independent requests 32 against 20 would be told for certain; of ten windows, 8 against 5 are not.
        RunRecord Good(string id, int windows) => Later(PowerRun.Make(id, Watts, null, ("objectives.ttft-p99", "150ms")), r => r.Repeat <= windows ? 0 : 0.1);
        var rule = Judge(Good("a", 8), Good("b", 5), new GateRule("good_share") { MaxDecrease = 0 }).Rules[0];
        Assert.Equal(-0.3, rule.Change!.Value!.Value, 0.01);
        Assert.Equal(GateVerdict.Inconclusive, rule.Verdict);
        Assert.Contains("measure.repeats", rule.Remedy, StringComparison.Ordinal); // it is the windows that differ: more items of the data set would not help
        Assert.DoesNotContain("items", rule.Remedy, StringComparison.Ordinal);
    }

    private static RunRecord Later(RunRecord run, Func<RequestRecord, double> seconds) =>
        SampleRun.Edit(run, r => r with { FirstToken = r.FirstToken + TimeSpan.FromSeconds(seconds(r)) });

    private static GateOutcome Judge(RunRecord a, RunRecord b, params GateRule[] rules) =>
        Gate.Judge((a, a.Header.Configurations[0]), (b, b.Header.Configurations[0]), new GatePolicy { Rules = rules, Objectives = false });
}
