using System.Globalization;
using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Launch;

/// <summary>Sweeps over what a server is started with, and over how long its answers may be.</summary>
public sealed class SweptLaunchTests : IDisposable
{
    private const string Measure = "measure: { idle: 200ms, warm-up: 300ms, window: 1500ms, repeats: { min: 1, max: 1 }, cool-down: 0s }";
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task Arguments_OfALaunchedServer_AreThoseOfEachPoint()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        var words = string.Join(',', CliProcess.Command.Concat(["reference", "--model", "small-fp32", "--port", "{port}"]).Select(w => $"\"{w}\""));
        (await _workspace.RunAsync($$"""
            name: test
            server: { kind: auto, model: small-fp32, request-timeout: 20s, launch: { command: [{{words}}] } }
            workload: { kind: arithmetic, requests: 20, output-tokens: { max: 64 } }
            load: { concurrency: 4 }
            {{Measure}}
            sweep:
              server.launch.arguments:
                - --max-batch 1
                - --max-batch 2
                - --max-batch 4
            """)).Expect(0, 3).Says("point 3 of 3");

        // Each point had a server of its own, which says itself what it was started with, and did what it says.
        var told = _workspace.Lines("events.jsonl").Where(e => e.GetProperty("kind").GetString() == "server" && e.TryGetProperty("facts", out var facts) && facts.TryGetProperty("server.max-batch", out _))
            .Select(e => (e.GetProperty("configuration").GetString()!, e.GetProperty("facts").GetProperty("server.max-batch").GetString()!)).Distinct().ToDictionary(t => t.Item1, t => t.Item2, StringComparer.Ordinal);
        Assert.Equal(["1", "2", "4"], told.Values);
        Assert.All(told, t => Assert.Contains($"\"{t.Value}\"", Point(t.Key).GetProperty("factors").GetProperty("server.launch.arguments").GetString(), StringComparison.Ordinal));
        Assert.All(told, t => Assert.InRange(Metric(t.Key, "server_batch"), 0, int.Parse(t.Value, CultureInfo.InvariantCulture)));
        Assert.DoesNotContain("not-comparable", Sweep.GetRawText(), StringComparison.Ordinal); // what follows from the arguments may differ
    }

    [Fact]
    public async Task OutputLengths_AreThoseOfEachPoint()
    {
        (await _workspace.RunAsync(Workspace.Reference($"load: {{ concurrency: 2 }}\n{Measure}\nsweep: {{ workload.output-tokens.max: {{ from: 4, to: 16, factor: 2 }} }}"))).Expect(0, 3);

        var answers = _workspace.Lines("requests.jsonl").Where(r => r.GetProperty("stage").GetString() == "window").ToLookup(
            r => r.GetProperty("configuration").GetString()!, r => r.GetProperty("usage").GetProperty("completion_tokens").GetInt32(), StringComparer.Ordinal);
        var points = Sweep.GetProperty("series").EnumerateArray().Single().GetProperty("points").EnumerateArray().ToDictionary(p => (int)p.GetProperty("value").GetDouble(), p => p.GetProperty("configuration").GetString()!);
        Assert.Equal([4, 8, 16], points.Keys);
        Assert.All(points, p => Assert.Equal(p.Key, answers[p.Value].Max())); // the longest are cut
        Assert.Equal("workload.output-tokens.max", Sweep.GetProperty("axis").GetString());
        Assert.DoesNotContain("not-comparable", Sweep.GetRawText(), StringComparison.Ordinal);
    }

    public void Dispose() => _workspace.Dispose();

    private JsonElement Sweep => _workspace.Json("result.json").GetProperty("sweep");

    private JsonElement Point(string configuration) => _workspace.Json("run.json").GetProperty("configurations").EnumerateArray().Single(c => c.GetProperty("name").GetString() == configuration);

    private double Metric(string configuration, string metric) => _workspace.Json("result.json").GetProperty("configurations").GetProperty(configuration).GetProperty("metrics").GetProperty(metric).GetProperty("value").GetDouble();
}
