using Joulemark.Comparison.Gating;
using Joulemark.Metrology;
using Xunit;

namespace Joulemark.Tests.Comparison.Gating;

public sealed class GateRuleNameTests
{
    [Theory]
    [InlineData("energy_per_output_token", "J/token", 0.15, null, null, "energy_per_output_token (J/token) max-increase 15 %")]
    [InlineData("accuracy", "1", null, 0.02, null, "accuracy max-decrease 2 points")]
    [InlineData("ttft_p99", "s", null, null, 0.5, "ttft_p99 at-most 500 ms")]
    [InlineData("energy_per_request", null, 0.1, null, null, "energy_per_request (J/request) max-increase 10 %")] // no figure, and its unit all the same
    [InlineData("ttft_p99", null, null, null, 0.5, "ttft_p99 at-most 500 ms")]
    [InlineData("good_share", "1", null, null, 0.95, "good_share at-most 95 %")]
    public void Rule_HasItsUnit(string metric, string? unit, double? increase, double? decrease, double? most, string name) =>
        Assert.Equal(name, GateRuleName.Of(new GateRuleOutcome
        {
            Rule = new GateRule(metric) { MaxIncrease = increase, MaxDecrease = decrease, AtMost = most },
            Verdict = GateVerdict.Pass, Candidate = unit is null ? null : new Estimate { Unit = unit, Value = 1, Method = "" }, Evidence = "",
        }));
}
