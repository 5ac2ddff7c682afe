using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>The main job from end to end, on the reference server.</summary>
public sealed class ReferenceRunTests : IDisposable
{
    private static readonly string[] Files =
        ["events.jsonl", "machine.json", "report.html", "requests.jsonl", "result.json", "run.json", "samples.jsonl", "server-small-fp32.log", "server.jsonl", "windows.jsonl"];

    // The names that architecture.md promises.
    private static readonly string[] Metrics =
    [
        "energy_per_output_token", "energy_per_request", "energy_per_correct", "energy_to_solution", "net_energy_per_output_token",
        "inferences_per_kwh", "tokens_per_second_per_watt", "output_throughput", "ttft_p50", "ttft_p99", "tpot_p50", "tpot_p99", "itl_p99",
        "e2e_p99", "goodput", "accuracy", "mean_power", "idle_power",
    ];

    private readonly Workspace _workspace = new();

    [Fact]
    public async Task Run_ToItsEnd_LeavesAFolderWhoseFiguresAreMadeAgainFromItsRecords()
    {
        // A busy machine may be called not steady; that is a verdict, not a failure.
        var run = await _workspace.MeasureAsync(Workspace.Reference());

        Assert.Equal(Files, Directory.GetFiles(_workspace.Run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("small-fp32", run.Output, StringComparison.Ordinal);
        Assert.Contains(_workspace.Run, run.Output, StringComparison.Ordinal);
        Assert.Equal(["idle", "idle-loaded", "warm-up", "window", "idle-after"],
            _workspace.Lines("windows.jsonl").Select(w => w.GetProperty("stage").GetString()));
        var header = _workspace.Json("run.json");
        Assert.Equal("complete", header.GetProperty("status").GetString());
        Assert.Equal(6, header.GetProperty("file_hashes").EnumerateObject().Count());
        foreach (var metric in Metrics)
        {
            foreach (var part in new[] { "value", "lower", "upper", "n", "method", "unit" })
                Assert.True(_workspace.Configuration.GetProperty("metrics").GetProperty(metric).TryGetProperty(part, out _), $"{metric} has no {part}");
        }

        Assert.True(_workspace.Metric("energy_per_output_token") > 0);
        Assert.Equal(JsonValueKind.Null, _workspace.Configuration.GetProperty("metrics").GetProperty("energy_per_output_token").GetProperty("lower").ValueKind);

        var result = Path.Combine(_workspace.Run, "result.json");
        var first = await File.ReadAllBytesAsync(result, TestContext.Current.CancellationToken);
        File.Delete(result);
        (await CliProcess.RunAsync(["report", _workspace.Run])).Expect(run.ExitCode);
        Assert.Equal(first, await File.ReadAllBytesAsync(result, TestContext.Current.CancellationToken));

        var json = (await CliProcess.RunAsync(["report", _workspace.Run, "--json"])).Expect(run.ExitCode);
        Assert.True(JsonElement.DeepEquals(json.Json, _workspace.Json("result.json")));
    }

    [Fact]
    public async Task Run_WithJson_PrintsOneDocumentAndNothingElse()
    {
        var run = (await _workspace.RunAsync(Workspace.Reference(), "--json")).Expect(0, 3);

        Assert.True(JsonElement.DeepEquals(run.Json, _workspace.Json("result.json")));
        Assert.Contains("window 1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatVariesTheModel_MeasuresEachAndStopsEachServer()
    {
        var spec = Workspace.Reference("""
            vary: { server.model: [small-fp32, small-int8] }
            load: { concurrency: 2 }
            measure: { idle: 200ms, warm-up: 200ms, window: 1s, repeats: { min: 2, max: 2 }, cool-down: 0s }
            """);

        (await _workspace.RunAsync(spec)).Expect(0, 3);

        Assert.Equal(["small-fp32", "small-int8"], _workspace.Json("result.json").GetProperty("configurations").EnumerateObject().Select(c => c.Name));
        var windows = _workspace.Lines("windows.jsonl").Where(w => w.GetProperty("stage").GetString() == "window").ToList();
        Assert.Equal(["small-fp32", "small-int8", "small-int8", "small-fp32"], windows.Select(w => w.GetProperty("configuration").GetString()));
        Assert.All(windows, w => Assert.True(w.GetProperty("counts").GetProperty("output_tokens").GetDouble() > 0));
    }

    public void Dispose() => _workspace.Dispose();
}
