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

    private async Task<IEnumerable<(string Metric, string Limit, double Value)>> RulesAsync(params string[] arguments) =>
        (await GateAsync([.. arguments, "--json"])).Expect(0, 1, 3).Json.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("rule")).Select(r => (r.GetProperty("metric").GetString()!, r.EnumerateObject().Last()))
            .Select(r => (r.Item1, r.Item2.Name, r.Item2.Value.GetDouble()));

    private Task<CliResult> GateAsync(params string[] arguments) =>
        CliProcess.RunAsync(["gate", "--baseline", runs.First, "--candidate", runs.Second, "--accept-invalid", .. arguments]); // short windows of a busy machine
}
