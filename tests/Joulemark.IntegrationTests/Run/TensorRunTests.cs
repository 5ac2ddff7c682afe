using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>A model that takes tensors, in a whole run: energy and latency of inferences, accuracy, and no tokens.</summary>
public sealed class TensorRunTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task Inferences_OfAServerFoundByItsAddress_HaveEnergyLatencyAndAccuracy()
    {
        await using var server = FakeTritonServer.Start(FakeTritonModel.Image);
        _workspace.Write("images.jsonl", """
            {"data": [[[[9, 0], [0, 0]], [[0, 0], [0, 0]], [[0, 0], [0, 0]]]], "answer": "0"}
            {"data": [[[[0, 0], [0, 0]], [[0, 0], [0, 0]], [[0, 0], [0, 9]]]], "answer": "1"}

            """);

        await _workspace.MeasureAsync($$"""
            name: tensors
            server: { kind: auto, url: {{server.Url}} }
            workload: { kind: tensors, path: images.jsonl, requests: 2 }
            load: { concurrency: 2 }
            measure: { idle: 200ms, warm-up: 300ms, window: 1s, repeats: { min: 1, max: 1 }, cool-down: 0s }
            """);

        var requests = _workspace.Lines("requests.jsonl").Where(r => r.GetProperty("error").ValueKind == JsonValueKind.Null).ToList();
        Assert.NotEmpty(requests);
        Assert.All(requests, r => Assert.Empty(r.GetProperty("token_ns").EnumerateArray()));
        Assert.All(requests, r => Assert.True(r.GetProperty("last_token_ns").GetInt64() >= r.GetProperty("sent_ns").GetInt64()));
        Assert.True(_workspace.Metric("accuracy") is > 0.1 and < 0.9); // the second answer is wrong
        Assert.True(_workspace.Metric("energy_per_request") > 0);
        Assert.True(_workspace.Metric("e2e_p50") > 0);
        Assert.NotEmpty(_workspace.Lines("server.jsonl"));
    }

    public void Dispose() => _workspace.Dispose();
}
