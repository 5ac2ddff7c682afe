using System.Text.Json;
using System.Xml.Linq;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Compare;

/// <summary>What the options of <c>gate</c> and its policy make of each other.</summary>
public sealed class GateCommandTests(TwoRuns runs) : IClassFixture<TwoRuns>, IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Metric_HasAccuracyBesideIt_AndPointsWhereItIsAShare()
    {
        var rules = await RulesAsync("--metric", "energy_per_output_token", "--metric", "idle_share");
        Assert.Equal([("energy_per_output_token", "max_increase", 0.15), ("idle_share", "max_increase", 0.02), ("accuracy", "max_decrease", 0.02)], rules);
    }

    [Fact]
    public async Task Policy_WithoutRules_TakesThemFromOptions_AndOneWithRulesDoesNot()
    {
        var without = _workspace.Write("without.yaml", "accuracy: false\nobjectives: false\n");
        Assert.Equal([("energy_per_request", "max_increase", 0.15)], await RulesAsync("--policy", without));
        Assert.Equal([("energy_per_request", "max_increase", 0.2)], await RulesAsync("--policy", without, "--max-increase", "20%"));
        Assert.Equal([("output_throughput", "max_decrease", 0.15)], await RulesAsync("--policy", without, "--metric", "output_throughput"));

        var with = _workspace.Write("with.yaml", "rules: [{ metric: energy_per_request, max-increase: 5% }]\n");
        (await GateAsync("--policy", with, "--max-increase", "20%")).Expect(2).Says("JM1007");
    }

    [Fact]
    public async Task Limit_ThatNothingCanExceed_AndABranchWithoutAName_AreMistakes()
    {
        (await GateAsync("--metric", "output_throughput", "--max-increase", "100%")).Expect(2).Says("JM7033");
        (await CliProcess.RunAsync(["gate", "--baseline", "@", "--candidate", runs.Second, "--store", _workspace.File("store")])).Expect(2).Says("JM7036");
        (await CliProcess.RunAsync(["baseline", "set", runs.First, "--branch", "", "--accept-invalid", "--store", _workspace.File("store")])).Expect(2).Says("JM7036");
        Assert.False(Directory.Exists(_workspace.File("store")));
    }

    [Fact]
    public async Task Outputs_OverARunsRecords_AreRefused()
    {
        foreach (var record in (string[])["run.json", "requests.jsonl"])
        {
            var before = await File.ReadAllBytesAsync(Path.Combine(runs.First, record), TestContext.Current.CancellationToken);
            (await GateAsync("--junit", Path.Combine(runs.First, record))).Expect(2).Says("JM4004", "it is a record of a run");
            Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(runs.First, record), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Limit_GivenTwice_IsAMistake_ByOptionsAndInAPolicy()
    {
        (await GateAsync("--metric", "mean_power", "--metric", "mean_power")).Expect(2).Says("JM7038", "mean_power has 2 limits of the kind max-increase");
        var twice = _workspace.Write("twice.yaml", "rules: [{ metric: ttft_p99, at-most: 1s }, { metric: ttft_p99, at-most: 2s }, { metric: nothing, at-most: 2s }]\n");
        (await GateAsync("--policy", twice)).Expect(2).Says("JM7038", "ttft_p99 has 2 limits of the kind at-most", "JM7030"); // with all else that is wrong
    }

    /// <summary>Names are of whoever made the run. None may begin a line that a CI reads as a command, or break a report.</summary>
    [Fact]
    public async Task Names_OfARun_StayNames_InEveryOutput()
    {
        const string name = "a\n::error::broken %0A <b>&\"|☃🚀";
        var candidate = _workspace.File("candidate");
        Directory.CreateDirectory(candidate);
        foreach (var file in Directory.GetFiles(runs.Second))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(candidate, Path.GetFileName(file)),
                Path.GetExtension(file) is ".json" or ".jsonl" ? text.Replace("\"small-fp32\"", JsonSerializer.Serialize(name), StringComparison.Ordinal) : text, TestContext.Current.CancellationToken);
        }

        var (junit, markdown, gitlab) = (_workspace.File("a.xml"), _workspace.File("a.md"), _workspace.File("a.json"));
        var result = (await CliProcess.RunAsync(["gate", "--baseline", runs.First, "--candidate", candidate, "--allow", "server.model", "--accept-invalid", "--github", "--junit", junit, "--markdown", markdown, "--gitlab", gitlab])).Expect(0, 1, 3);
        Assert.DoesNotContain(result.Output.Split('\n'), l => l.StartsWith("::", StringComparison.Ordinal));
        Assert.All(result.Error.Split('\n').Where(l => l.StartsWith("::", StringComparison.Ordinal)), l => Assert.Matches("^::(error|warning|notice) title=[^:,]+::.+$", l));
        Assert.Contains("☃🚀", XDocument.Parse(await File.ReadAllTextAsync(junit, TestContext.Current.CancellationToken)).Descendants("testcase").First().Attribute("classname")!.Value, StringComparison.Ordinal);
        Assert.Contains("a ::error::broken %0A &lt;b&gt;&amp;", await File.ReadAllTextAsync(markdown, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var issues = JsonDocument.Parse(await File.ReadAllTextAsync(gitlab, TestContext.Current.CancellationToken));
        var prints = issues.RootElement.EnumerateArray().Select(i => i.GetProperty("fingerprint").GetString()).ToList();
        Assert.Equal(prints.Distinct(), prints);
    }

    private async Task<IEnumerable<(string Metric, string Limit, double Value)>> RulesAsync(params string[] arguments) =>
        (await GateAsync([.. arguments, "--json"])).Expect(0, 1, 3).Json.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("rule")).Select(r => (r.GetProperty("metric").GetString()!, r.EnumerateObject().Last()))
            .Select(r => (r.Item1, r.Item2.Name, r.Item2.Value.GetDouble()));

    private Task<CliResult> GateAsync(params string[] arguments) =>
        CliProcess.RunAsync(["gate", "--baseline", runs.First, "--candidate", runs.Second, "--accept-invalid", .. arguments]); // short windows of a busy machine
}
