using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Storage.Import;

public sealed class VllmFormatTests : IDisposable
{
    private readonly ImportHarness _import = new();

    public void Dispose() => _import.Dispose();

    [Fact]
    public async Task DetailedResult_BecomesRequests_AndTheirFigures()
    {
        var (record, result) = await _import.ImportAsync(_import.Write("vllm.json", new VllmResult().Detailed));

        Assert.Equal("vllm bench serve", record.Header.Import!.Tool);
        Assert.Equal(64, record.Header.Import.Files.Single().Sha256.Length);
        var configuration = result.Configurations["concurrency-2"];
        Assert.Equal(20, record.Requests.Count);
        Assert.Equal("meta/small", record.Header.Configurations[0].Spec["server.model"]);
        var request = record.Requests[3];
        Assert.Equal(100, (request.FirstToken!.Value - request.Sent).TotalMilliseconds, 3);
        Assert.Equal(1, (request.LastToken!.Value - request.Sent).TotalSeconds, 6);
        Assert.Equal(new TokenUsage(5, 10), request.Usage);
        Assert.Equal("answer 3 é\n", _import.OutputOf(record, 3));
        Assert.Equal(10, request.Tokens.Count);

        // From the first answer's end, at 1 s, to the last request sent, at 9 s: 8 s of two slots, ten tokens a second each.
        var window = Assert.Single(configuration.Windows);
        Assert.Equal(8, window.Duration.TotalSeconds, 6);
        Assert.InRange(configuration.Metrics["output_throughput"].Value!.Value, 20, 20.5); // two tokens fall on the very edge
        Assert.Equal(0.1, configuration.Metrics["ttft_p50"].Value!.Value, 6);
        Assert.Equal(0.1, configuration.Metrics["tpot_p99"].Value!.Value, 6);
        Assert.Equal(1, configuration.Metrics["e2e_p50"].Value!.Value, 6);
        Assert.True(result.Validity.Valid, string.Join("; ", result.Validity.Reasons));
    }

    [Fact]
    public async Task DetailedResult_WithoutAPowerLog_HasNoEnergy_AndSaysHowToJoinOne()
    {
        var (_, result) = await _import.ImportAsync(_import.Write("vllm.json", new VllmResult().Detailed));

        var metrics = result.Configurations["concurrency-2"].Metrics;
        Assert.All(metrics.Where(m => m.Value.Unit.Contains('J', StringComparison.Ordinal) || m.Value.Unit == "W"), m => Assert.Null(m.Value.Value));
        Assert.Contains("--power", result.Diagnostics.Single(d => d.Id == "JM4055").Remedy, StringComparison.Ordinal);
        Assert.Null(result.Boundary);
    }

    [Fact]
    public async Task WholeWindow_GivesTheToolsOwnThroughput()
    {
        var (_, result) = await _import.ImportAsync(_import.Options(_import.Write("vllm.json", new VllmResult().Detailed)) with { WholeBenchmark = true });

        var metrics = result.Configurations["concurrency-2"].Metrics;
        Assert.Equal(20, metrics["output_throughput"].Value!.Value, 4);
        Assert.Equal(2, metrics["request_throughput"].Value!.Value, 4);
        Assert.Equal(20, metrics["ttft_p50"].N);
    }

    [Fact]
    public async Task Summary_IsTakenOverAsFigures_MarkedWithoutIntervals()
    {
        var (record, result) = await _import.ImportAsync(_import.Write("vllm.json", new VllmResult().Summary));

        Assert.Empty(record.Requests);
        var metrics = result.Configurations["concurrency-2"].Metrics;
        var ttft = metrics["ttft_p99"];
        Assert.Equal(0.1015, ttft.Value!.Value, 9);
        Assert.Equal(20, ttft.N);
        Assert.StartsWith("imported: vllm bench serve", ttft.Method, StringComparison.Ordinal);
        Assert.Null(ttft.Lower);
        Assert.Null(metrics["e2e_p99"].Value); // vLLM was not asked for it, and 0 would be made up
        Assert.Equal(20, metrics["output_throughput"].Value!.Value, 6); // counted over its duration
        Assert.Equal(100.2, record.Imported.Configurations["concurrency-2"].Reported["mean_ttft_ms"]);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4056" && d.Remedy!.Contains("--save-detailed", StringComparison.Ordinal));
        Assert.True(result.Validity.Valid);
    }

    [Fact]
    public async Task OlderResult_WithoutStartTimes_GivesPercentilesWithIntervals_AndNoRequests()
    {
        var (record, result) = await _import.ImportAsync(_import.Write("vllm.json", new VllmResult { Requests = 400 }.Without("start_times")));

        Assert.Empty(record.Requests);
        var metrics = result.Configurations["concurrency-2"].Metrics;
        Assert.Equal(1, metrics["e2e_p90"].Value!.Value, 6);
        Assert.Equal(400, metrics["e2e_p90"].N);
        Assert.NotNull(metrics["e2e_p90"].Lower);
        Assert.Equal(0.1, metrics["tpot_p50"].Value!.Value, 6);
        Assert.Equal(3600, metrics["itl_p50"].N);
    }

    [Fact]
    public async Task QueueTimes_UnderARate_MoveTheScheduledTime_AndNotUnderAClosedLoop()
    {
        var paced = new VllmResult();
        paced.Replaced["request_rate"] = "5.0";
        paced.More["queue_times"] = "[" + string.Join(", ", Enumerable.Repeat("0.25", 20)) + "]";
        var (record, _) = await _import.ImportAsync(_import.Write("paced.json", paced.Detailed));
        Assert.Equal("rate-5-concurrency-2", record.Header.Configurations[0].Name);
        Assert.All(record.Requests, r => Assert.Equal(0.25, (r.Sent - r.Scheduled).TotalSeconds, 6));

        paced.Replaced["request_rate"] = "\"inf\"";
        var (closed, result) = await _import.ImportAsync(_import.Write("closed.json", paced.Detailed));
        Assert.All(closed.Requests, r => Assert.Equal(r.Sent, r.Scheduled));
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4057");
    }

    [Fact]
    public async Task FailedRequests_KeepTheirError_AndAreNoWork()
    {
        var vllm = new VllmResult { Requests = 4 };
        vllm.Replaced["completed"] = "3";
        vllm.Replaced["failed"] = "1";
        vllm.Replaced["errors"] = "[\"\", \"Internal Server Error\", \"\", \"\"]";
        vllm.Replaced["ttfts"] = "[0.1, 0.0, 0.1, 0.1]";
        vllm.Replaced["itls"] = "[[0.9], [], [0.9], [0.9]]";
        vllm.Replaced["output_lens"] = "[10, 0, 10, 10]";
        var (record, result) = await _import.ImportAsync(_import.Options(_import.Write("vllm.json", vllm.Detailed)) with { WholeBenchmark = true });

        Assert.Equal("Internal Server Error", record.Requests[1].Error);
        Assert.Null(record.Requests[1].Usage);
        Assert.Equal(30, result.Configurations["concurrency-2"].Windows[0].Counts.OutputTokens, 6);
        Assert.Contains(result.Validity.Reasons, r => r.Code == "error-rate");
    }

    [Fact]
    public async Task AppendedResults_OfTheSameLoad_AreRepeats()
    {
        var vllm = new VllmResult();
        var (record, result) = await _import.ImportAsync(_import.Write("vllm.json", $"{vllm.Detailed}\n{vllm.Detailed}\n{vllm.Detailed}"));

        Assert.Single(record.Header.Configurations);
        Assert.Equal([1, 2, 3], result.Configurations["concurrency-2"].Windows.Select(w => w.Repeat));
        Assert.Equal(3, result.Configurations["concurrency-2"].Metrics["output_throughput"].N);
        Assert.NotNull(result.Configurations["concurrency-2"].Metrics["output_throughput"].Lower);
    }

    [Fact]
    public async Task AppendedSummaries_GiveTheMeanOfTheirFigures_AndKeepEveryNumber()
    {
        var (one, other) = (new VllmResult(), new VllmResult());
        other.Replaced["p99_ttft_ms"] = "103.5";
        var (record, result) = await _import.ImportAsync(_import.Write("vllm.json", $"{one.Summary}\n{other.Summary}\n{one.Summary}"));
        var ttft = result.Configurations["concurrency-2"].Metrics["ttft_p99"];
        Assert.Equal((0.1015 + 0.1035 + 0.1015) / 3, ttft.Value!.Value, 9);
        Assert.Equal(3, ttft.N);
        Assert.True(ttft.Lower < 0.1015 && ttft.Upper > 0.1035);
        Assert.Equal(103.5, record.Imported.Configurations["concurrency-2"].Reported["p99_ttft_ms (2)"]);
    }

    [Fact]
    public async Task AllAtOnce_HasNoSteadyPart_AndSaysSo()
    {
        var vllm = new VllmResult { Requests = 4 };
        vllm.Replaced["max_concurrency"] = "null";
        vllm.Replaced["start_times"] = "[0, 0, 0, 0]";
        var (_, result) = await _import.ImportAsync(_import.Write("vllm.json", vllm.Detailed));

        Assert.Equal(1, result.Configurations["all-at-once"].Windows[0].Duration.TotalSeconds, 6);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4061" && d.Message.Contains("less than half", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sglang_WritesMostOfTheSame()
    {
        var vllm = new VllmResult();
        vllm.More["median_e2e_latency_ms"] = "1000.0";
        var (_, result) = await _import.ImportAsync(_import.Write("sglang.jsonl", vllm.Summary + "\n"));
        Assert.Equal(1, result.Configurations["concurrency-2"].Metrics["e2e_p50"].Value!.Value, 9);
    }
}
