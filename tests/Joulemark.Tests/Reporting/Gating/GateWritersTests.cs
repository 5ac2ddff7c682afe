using System.Text.Json;
using System.Xml.Linq;
using Joulemark.Comparison.Gating;
using Joulemark.Metrology;
using Joulemark.Reporting.Gating;
using Joulemark.Tests.Comparison.Gating;
using Xunit;

namespace Joulemark.Tests.Reporting.Gating;

public sealed class GateWritersTests
{
    private static readonly double[] Steady = [30, 30.3, 29.8];

    [Fact]
    public void JUnit_OfABrokenRule_IsAFailureWithItsFigures()
    {
        var xml = XDocument.Parse(GateJUnit.Write(Failed()));
        var suite = xml.Root!.Element("testsuite")!;
        Assert.Equal(("1", "0"), (suite.Attribute("failures")!.Value, suite.Attribute("errors")!.Value));
        var test = suite.Elements("testcase").First();
        Assert.Equal("energy_per_request (J/request) max-increase 15 %", test.Attribute("name")!.Value);
        Assert.Contains("+20.0 %", test.Element("failure")!.Attribute("message")!.Value, StringComparison.Ordinal);
    }

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

    [Fact]
    public void JUnit_WithoutAVerdict_IsAnError()
    {
        var other = PowerRun.Make("a\u0001<&", Steady);
        other = other with { Machine = other.Machine with { Fingerprint = new Dictionary<string, string>(other.Machine.Fingerprint, StringComparer.Ordinal) { ["cpu.model"] = "an\u0002other <&\"" } } };
        var candidate = PowerRun.Make("b", Steady);
        var outcome = Gate.Judge((other, other.Header.Configurations[0]), (candidate, candidate.Header.Configurations[0]), new GatePolicy());
        var suite = XDocument.Parse(GateJUnit.Write(outcome)).Root!.Element("testsuite")!;
        Assert.Equal(("1", "0", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("errors")!.Value));
    }

    [Fact]
    public void GitHub_Annotations_AreOneLineEachAndEscaped()
    {
        var lines = GateGitHub.Write(Failed()).TrimEnd('\n').Split('\n');
        Assert.StartsWith("::error title=FAIL%3A energy_per_request (J/request) max-increase 15 %25::energy_per_request +20.0 %25", lines[0], StringComparison.Ordinal);
        Assert.All(lines, l => Assert.Matches("^::(error|warning|notice) title=[^:,]+::.+$", l));
    }

    [Fact]
    public void GitLab_Issues_AreTheRulesThatDidNotPass()
    {
        using var json = JsonDocument.Parse(GateGitLab.Write(Failed(), "policy.yaml"));
        var issue = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(("major", "policy.yaml", 64), (issue.GetProperty("severity").GetString(), issue.GetProperty("location").GetProperty("path").GetString(), issue.GetProperty("fingerprint").GetString()!.Length));
        Assert.Equal(1, issue.GetProperty("location").GetProperty("lines").GetProperty("begin").GetInt32());
    }

    [Fact]
    public void Markdown_HasARowForEachRule()
    {
        var text = GateMarkdown.Write(Failed());
        Assert.StartsWith("### Energy gate failed\n", text, StringComparison.Ordinal);
        Assert.Contains("| **FAIL** | energy\\_per\\_request (J/request) max-increase 15 % |", text, StringComparison.Ordinal);
    }

    private static GateOutcome Failed()
    {
        var (baseline, candidate) = (PowerRun.Make("a", Steady), PowerRun.Make("b", [36, 36.3, 35.8]));
        return Gate.Judge((baseline, baseline.Header.Configurations[0]), (candidate, candidate.Header.Configurations[0]), new GatePolicy { Objectives = false });
    }
}
