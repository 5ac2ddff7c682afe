using System.Text.Json;
using System.Xml.Linq;
using Joulemark.Comparison.Gating;
using Joulemark.Metrology;
using Joulemark.Records;
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

    /// <summary>GitLab holds what was against what is by fingerprints: one issue must have one, and keep it.</summary>
    [Fact]
    public void GitLab_Fingerprints_AreTheSameFromRunToRun_AndOfOneIssueEach()
    {
        static RunRecord On(RunRecord run, string cpu, string machine) =>
            run with { Machine = run.Machine with { Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal) { ["cpu.logical"] = "2", ["cpu.model"] = cpu, ["machine.product"] = machine } } };
        static string[] Of(GateOutcome outcome)
        {
            using var json = JsonDocument.Parse(GateGitLab.Write(outcome, "policy.yaml"));
            var prints = json.RootElement.EnumerateArray().Select(i => i.GetProperty("fingerprint").GetString()!).ToArray();
            Assert.Equal(prints.Distinct(StringComparer.Ordinal), prints);
            return prints;
        }

        static GateOutcome Apart(string id, double watts) => Judge(On(PowerRun.Make($"a{id}", Steady), "one", "x"), On(PowerRun.Make($"b{id}", [watts, watts, watts]), $"another {id}", $"y {id}"), new GatePolicy());
        static GateOutcome Interrupted(string id) => Judge(PowerRun.Make($"a{id}", Steady), PowerRun.Make($"b{id}", Steady) is var run ? run with { Header = run.Header with { Status = RunStatus.Interrupted } } : null!, new GatePolicy { Objectives = false });
        Assert.Equal(2, Of(Apart("1", 30)).Length);
        Assert.Equal(Of(Apart("1", 30)), Of(Apart("2", 40))); // other runs, other values
        Assert.Equal(Of(Interrupted("1")), Of(Interrupted("2")));
        Assert.Equal(Of(Failed()), Of(Judge(PowerRun.Make("c", Steady), PowerRun.Make("d", [37, 36.3, 35.8]), new GatePolicy { Objectives = false })));
        Assert.NotEqual(Of(Failed()), Of(Failed() with { Candidate = Failed().Candidate with { Configuration = "other" } })); // gates of several configurations show at one file
        var runs = new[] { "1", "2" }.Select(i => Scattered(PowerRun.Make($"b{i}", Steady))).Select(r => (r with { Header = r.Header with { Status = RunStatus.Interrupted } }, r.Header.Configurations[0])).ToList();
        Assert.Equal(Of(Interrupted("1")), Of(Gate.Judge([(Scattered(PowerRun.Make("a", Steady)), runs[0].Item2)], runs, new GatePolicy { Objectives = false }))); // of two runs one issue
    }

    [Fact]
    public void Warnings_AreInEveryOutput()
    {
        var outcome = Judge(PowerRun.Make("a", Steady, _ => true), PowerRun.Make("b", Steady), new GatePolicy { Objectives = false });
        const string said = "accuracy is not held: the candidate (only of b) has no answers to check";
        Assert.Contains($"**Warning:** {said}", GateMarkdown.Write(outcome), StringComparison.Ordinal);
        Assert.Contains($"::warning title=JM7037::{said}", GateGitHub.Write(outcome), StringComparison.Ordinal);
        Assert.Contains(said, XDocument.Parse(GateJUnit.Write(outcome)).Root!.Element("testsuite")!.Element("system-out")!.Value, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(GateGitLab.Write(outcome, "policy.yaml"));
        var issue = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(("info", true), (issue.GetProperty("severity").GetString(), issue.GetProperty("description").GetString()!.StartsWith(said, StringComparison.Ordinal)));
        Assert.Contains("may be worse answers. Measure both", GateMarkdown.Write(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public void Obstacle_HasTheRemedyOfItsReason()
    {
        var damaged = PowerRun.Make("b", Steady);
        var outcome = Judge(PowerRun.Make("a", Steady), damaged with { Damage = ["samples.jsonl, line 3 cannot be read and was left out"] }, new GatePolicy());
        var (key, what, remedy) = Assert.Single(GateText.Obstacles(outcome));
        Assert.Equal("candidate damaged-records", key);
        Assert.Contains("samples.jsonl, line 3", what, StringComparison.Ordinal);
        Assert.Contains("from where it was measured", remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("without that", remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_OfAnything_IsItsOwnInEveryOutput()
    {
        const string name = "🚀 <a>&\"|%:,\r\n::error::x\u001b[31m ☃";
        var outcome = Failed();
        outcome = outcome with { Candidate = outcome.Candidate with { Configuration = name }, Allowed = [new("cpu.model", name, null, Joulemark.Comparison.DifferenceVerdict.Allowed, "")] };
        var suite = XDocument.Parse(GateJUnit.Write(outcome)).Root!.Element("testsuite")!;
        Assert.Equal("joulemark.🚀 <a>&\"|%:,\r\n::error::x[31m ☃", suite.Elements("testcase").First().Attribute("classname")!.Value);
        Assert.All(GateGitHub.Write(outcome).TrimEnd('\n').Split('\n', '\r'), l => Assert.Matches("^::(error|warning|notice) title=[^:,]+::.+$", l));
        Assert.Contains("%0D%0A::error::x", GateGitHub.Write(outcome), StringComparison.Ordinal);
        Assert.Contains("🚀 &lt;a&gt;&amp;\"\\|%:,  ::error::x \\[31m ☃", GateMarkdown.Write(outcome), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(GateGitLab.Write(outcome, name));
        Assert.Contains(name, json.RootElement[0].GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_HasARowForEachRule()
    {
        var text = GateMarkdown.Write(Failed());
        Assert.StartsWith("### Energy gate failed\n", text, StringComparison.Ordinal);
        Assert.Contains("| **FAIL** | energy\\_per\\_request (J/request) max-increase 15 % |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatWasAccepted_IsInEveryOutput()
    {
        var outcome = Accepted();
        Assert.Equal(GateVerdict.Pass, outcome.Verdict);

        var suite = XDocument.Parse(GateJUnit.Write(outcome)).Root!.Element("testsuite")!;
        Assert.Equal((suite.Elements("testcase").Count().ToString(System.Globalization.CultureInfo.InvariantCulture), "2", "0"), (suite.Attribute("tests")!.Value, suite.Attribute("skipped")!.Value, suite.Attribute("errors")!.Value));
        var skipped = suite.Elements("testcase").Where(t => t.Element("skipped") is not null).ToDictionary(t => t.Attribute("name")!.Value, t => t.Element("skipped")!.Attribute("message")!.Value);
        Assert.Contains("cpu.model is another against test", skipped["accepted: allowed cpu.model"], StringComparison.Ordinal);
        Assert.Contains("the candidate is not valid: interrupted", skipped["accepted: candidate interrupted"], StringComparison.Ordinal);

        var annotation = Assert.Single(GateGitHub.Write(outcome).Split('\n'), l => l.StartsWith("::warning title=accepted::", StringComparison.Ordinal));
        Assert.Contains("cpu.model is another against test%0Aaccepted: the candidate is not valid", annotation, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(GateGitLab.Write(outcome, "policy.yaml"));
        Assert.Equal(["info", "info"], json.RootElement.EnumerateArray().Select(i => i.GetProperty("severity").GetString()));

        var text = GateMarkdown.Write(outcome);
        Assert.Contains("- **allowed to differ: cpu.model is another against test**\n- **accepted: the candidate is not valid: interrupted", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatWasAcceptedBetweenTheStartsOfOneSide_IsInEveryOutput()
    {
        static RunRecord On(string id, string cpu) => PowerRun.Make(id, Steady) is var run
            ? run with { Machine = run.Machine with { Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal) { ["cpu.logical"] = "2", ["cpu.model"] = cpu } } } : null!;
        static (RunRecord, ConfigurationRecord)[] Side(params RunRecord[] runs) => [.. runs.Select(r => (r, r.Header.Configurations[0]))];
        var outcome = Gate.Judge(Side(On("a1", "test"), On("a2", "test")), Side(On("b1", "test"), On("b2", "another")), new GatePolicy { Objectives = false, Allow = ["cpu.model"] });
        const string said = "allowed to differ between the candidate's runs b1 and b2: cpu.model is test against another";
        Assert.Contains($"- **{said}**", GateMarkdown.Write(outcome), StringComparison.Ordinal);
        Assert.Contains($"::warning title=accepted::{said}\n", GateGitHub.Write(outcome), StringComparison.Ordinal);
        Assert.Equal(said, Assert.Single(XDocument.Parse(GateJUnit.Write(outcome)).Descendants("skipped")).Attribute("message")!.Value);
        using var gitlab = JsonDocument.Parse(GateGitLab.Write(outcome, "policy.yaml"));
        Assert.Contains(gitlab.RootElement.EnumerateArray(), i => i.GetProperty("description").GetString() == said && i.GetProperty("severity").GetString() == "info");
        var json = JsonSerializer.SerializeToElement(outcome, Joulemark.Storage.RecordJson.Default.GateOutcome);
        var allowed = Assert.Single(json.GetProperty("allowed_between_starts").EnumerateArray());
        Assert.Equal(("candidate", "b2", "cpu.model"), (allowed.GetProperty("side").GetString(), allowed.GetProperty("other").GetString(), allowed.GetProperty("difference").GetProperty("key").GetString()));
    }

    [Fact]
    public void WhatDiffersAndForbidsNothing_IsNoted()
    {
        var outcome = Accepted();
        Assert.Equal(["memory.gib", "os.release"], outcome.Noted.Select(d => d.Key));
        Assert.Contains("::notice title=differs%2C and forbids nothing::memory.gib is 64.0 against 63.9: matters beyond 1 %25", GateGitHub.Write(outcome), StringComparison.Ordinal);
        Assert.Contains("<details><summary>2 differences that forbid nothing</summary>\n\n- memory.gib is 64.0 against 63.9", GateMarkdown.Write(outcome), StringComparison.Ordinal);
        Assert.Contains("os.release is unknown against 24.04: whether it is the same cannot be told", XDocument.Parse(GateJUnit.Write(outcome)).Root!.Element("testsuite")!.Element("system-out")!.Value, StringComparison.Ordinal);
        Assert.Contains("\"noted\":[{\"key\":\"memory.gib\"", JsonSerializer.Serialize(outcome, Joulemark.Storage.RecordJson.Default.GateOutcome), StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_EndsEachSentence_AndCountsOne()
    {
        var outcome = Accepted();
        var text = GateMarkdown.Write(outcome with { Noted = [outcome.Noted[0] with { Why = "noted: how it was before" }], Diagnostics = [new("JM7004", Joulemark.Diagnostics.DiagnosticSeverity.Warning, "nothing varies", "Look whether.")] });
        Assert.Contains("**Warning:** nothing varies. Look whether.", text, StringComparison.Ordinal);
        Assert.Contains("<summary>1 difference that forbids nothing</summary>\n\n- memory.gib is 64.0 against 63.9: how it was before\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_SaysHowOftenSuchAGateFailsForNothing()
    {
        static string Footer(params GateRule[] rules) => GateMarkdown.Write(Judge(PowerRun.Make("a", Steady), PowerRun.Make("b", Steady), new GatePolicy { Objectives = false, Rules = rules })).Split("<sub>")[1];
        GateRule relative = new("mean_power") { MaxIncrease = 0.1 }, absolute = new("mean_power") { AtMost = 40 };
        Assert.Contains("breaks no relative rule is failed by one in at most 5 % of gates; what varies from one start of a server to the next is not in that", Footer(relative), StringComparison.Ordinal);
        Assert.Contains("in at most 5 % of gates; each of the 2 absolute limits and objectives fails one that keeps it in at most 2.5 %", Footer(relative, absolute, absolute), StringComparison.Ordinal);
        Assert.StartsWith("Fails only what is worse for certain: an absolute limit or objective fails one that keeps it in at most 2.5 %; what", Footer(absolute), StringComparison.Ordinal);
    }

    /// <summary>A pass over a difference that was allowed and a run that was not finished, with two differences beside that forbid nothing.</summary>
    private static GateOutcome Accepted()
    {
        static RunRecord On(RunRecord run, params (string Key, string Value)[] facts) =>
            run with { Machine = run.Machine with { Fingerprint = facts.Append(("cpu.logical", "2")).ToDictionary(f => f.Item1, f => f.Item2, StringComparer.Ordinal) } };
        var baseline = On(PowerRun.Make("a", Steady), ("cpu.model", "another"), ("memory.gib", "64.0"));
        var candidate = On(PowerRun.Make("b", Steady), ("cpu.model", "test"), ("memory.gib", "63.9"), ("os.release", "24.04"));
        candidate = candidate with { Header = candidate.Header with { Status = RunStatus.Interrupted } };
        return Judge(baseline, candidate, new GatePolicy { Objectives = false, Allow = ["cpu.model"], AcceptInvalid = true });
    }

    private static GateOutcome Judge(RunRecord baseline, RunRecord candidate, GatePolicy policy) =>
        Gate.Judge((Scattered(baseline), baseline.Header.Configurations[0]), (Scattered(candidate), candidate.Header.Configurations[0]), policy);

    /// <summary>Latencies that differ from window to window: those that do not are warned of.</summary>
    private static RunRecord Scattered(RunRecord run) => SampleRun.Edit(run, r =>
    {
        Timestamp Later(Timestamp time) => r.Sent + ((time - r.Sent) * (1 + (0.001 * r.Repeat)));
        return r with { FirstToken = r.FirstToken is { } first ? Later(first) : null, LastToken = r.LastToken is { } last ? Later(last) : null, Ended = Later(r.Ended), Tokens = [.. r.Tokens.Select(Later)] };
    });

    private static GateOutcome Failed()
    {
        return Judge(PowerRun.Make("a", Steady), PowerRun.Make("b", [36, 36.3, 35.8]), new GatePolicy { Objectives = false });
    }
}
