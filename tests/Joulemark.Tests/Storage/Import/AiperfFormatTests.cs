using System.Globalization;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Storage.Import;

public sealed class AiperfFormatTests : IDisposable
{
    private const long Start = 1_795_000_000_000_000_000; // nanoseconds of Unix time
    private readonly ImportHarness _import = new();

    public void Dispose() => _import.Dispose();

    [Fact]
    public async Task Records_BecomeRequests_WithTheirSchedule()
    {
        var (record, result) = await _import.ImportAsync(_import.Write("profile_export.jsonl", Records(20)));

        Assert.Equal("AIPerf", record.Header.Import!.Tool);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_795_000_000), record.Header.StartedAt);
        var request = record.Requests[2];
        Assert.Equal(10, (request.Sent - request.Scheduled).TotalMilliseconds, 3);
        Assert.Equal(200, (request.FirstToken!.Value - request.Sent).TotalMilliseconds, 3);
        Assert.Equal(300, (request.FirstAnswer!.Value - request.Sent).TotalMilliseconds, 3);
        Assert.Equal(1000, (request.LastToken!.Value - request.Sent).TotalMilliseconds, 3);
        Assert.Equal(9, request.Tokens.Count);
        Assert.Equal(new TokenUsage(50, 9), request.Usage);

        var metrics = result.Configurations["aiperf"].Metrics;
        Assert.Equal(0.1, metrics["tpot_p50"].Value!.Value, 6); // (1 s − 0.2 s) ÷ 8, what AIPerf calls inter-token latency
        Assert.Equal(0.1, metrics["itl_p50"].Value!.Value, 6);
        Assert.Equal(1.01, metrics["e2e_p50"].Value!.Value, 6); // from the scheduled time
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4058" && d.Message.Contains("own count", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ServerCounts_GoFirst_AndAIPerfsOwnAreKeptBeside()
    {
        var (record, result) = await _import.ImportAsync(_import.Write("profile_export.jsonl",
            Records(20, ", \"usage_prompt_tokens\": {\"value\": 51, \"unit\": \"tokens\"}, \"usage_completion_tokens\": {\"value\": 10, \"unit\": \"tokens\"}")));
        Assert.Equal(new TokenUsage(51, 10), record.Requests[0].Usage);
        Assert.Equal(9, record.Requests[0].LocalOutputTokens);
        Assert.DoesNotContain(result.Diagnostics, d => d.Message.Contains("own count", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failures_Cancellations_AndWarmUp_AreKeptApart()
    {
        var text = Records(4)
            + Line(4, "{\"error_isl\": {\"value\": 5, \"unit\": \"tokens\"}}", error: "{\"code\": 503, \"type\": \"HTTPError\", \"message\": \"busy\"}")
            + Line(5, "null", error: "{\"code\": 499, \"type\": \"RequestCancellationError\", \"message\": \"cancelled\"}", cancelled: true)
            + Line(0, Metrics(), phase: "warmup");
        var (record, _) = await _import.ImportAsync(_import.Write("profile_export.jsonl", text));
        Assert.Equal(("busy", "http-503"), (record.Requests[4].Error, record.Requests[4].ErrorKind));
        Assert.Equal("cancelled", record.Requests[5].ErrorKind);
        Assert.Equal(Stage.WarmUp, record.Requests[6].Stage);
        Assert.Equal(1, record.Windows[0].Counts.Errors);
    }

    [Fact]
    public async Task Folder_TakesTheRecords_AndTheVersionFromTheSummary()
    {
        _import.Write("artifacts/profile_export.jsonl", Records(20));
        _import.Write("artifacts/profile_export_aiperf.json", Summary());
        var (record, result) = await _import.ImportAsync(Path.Combine(_import.Folder, "artifacts"));
        Assert.Equal("0.5.0", record.Header.Import!.Version);
        Assert.Equal("meta/small", record.Header.Configurations[0].Spec["server.model"]);
        Assert.Equal(20, record.Requests.Count);
        Assert.True(result.Configurations.ContainsKey("concurrency-1"));
    }

    [Fact]
    public async Task Summary_IsTranslated_UnitsToo()
    {
        var (record, result) = await _import.ImportAsync(_import.Write("profile_export_aiperf.json", Summary()));
        var metrics = result.Configurations["concurrency-1"].Metrics;
        Assert.Equal(0.2, metrics["ttft_p50"].Value!.Value, 9);
        Assert.Equal(0.11, metrics["tpot_p99"].Value!.Value, 9); // their inter_token_latency
        Assert.Equal(1.5, metrics["e2e_p99"].Value!.Value, 9); // given in seconds
        Assert.Equal(20, metrics["ttft_p50"].N);
        Assert.Equal(1, metrics["request_throughput"].Value!.Value, 9);
        Assert.Equal(9, metrics["output_throughput"].Value!.Value, 9);
        Assert.Equal(0.25, record.Imported.Configurations["concurrency-1"].Reported["time_to_first_token.avg"] / 1000, 9);
        Assert.Empty(record.Requests);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_795_000_000), record.Header.StartedAt);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4056" && d.Remedy!.Contains("profile_export.jsonl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LaterSummary_WithPhasesAndCounts_IsReadAsWell()
    {
        var (record, result) = await _import.ImportAsync(_import.Write("profile_export_aiperf.json",
            """
            {"schema_version": "1.3", "aiperf_version": "0.10.0", "request_throughput": {"unit": "requests/sec", "avg": 5.0}, "request_count": {"unit": "requests", "avg": 96.0},
             "inter_token_latency": {"unit": "ms", "p50": 13.0, "count": 93}, "inter_chunk_latency": {"unit": "ms", "p99": 119.0, "count": 18944},
             "benchmark_duration": {"unit": "sec", "avg": 19.2}, "total_osl": {"unit": "tokens", "avg": 19085.0},
             "input_config": {"models": {"items": [{"name": "small"}]}, "phases": [{"name": "warmup", "exclude_from_results": true, "concurrency": 4}, {"name": "profiling", "concurrency": 16}]},
             "start_time": "2026-07-03T04:23:09.561350", "end_time": "2026-07-03T04:23:28.8"}
            """));
        var metrics = result.Configurations["concurrency-16"].Metrics;
        Assert.Equal(93, metrics["tpot_p50"].N); // an answer of one token has none
        Assert.Equal(18944, metrics["itl_p99"].N);
        Assert.Equal("small", record.Header.Configurations[0].Spec["server.model"]);
        Assert.Equal(19085, record.Windows[0].Counts.OutputTokens);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4072"); // its start has no zone
    }

    [Fact]
    public async Task EarlierRecords_CallItTtft()
    {
        var (record, _) = await _import.ImportAsync(_import.Write("profile_export.jsonl", Records(2).Replace("time_to_first_token", "ttft", StringComparison.Ordinal).Replace("benchmark_phase", "credit_phase", StringComparison.Ordinal)));
        Assert.Equal(200, (record.Requests[0].FirstToken!.Value - record.Requests[0].Sent).TotalMilliseconds, 3);
    }

    [Fact]
    public async Task GenAiPerfSummary_WithoutDuration_HasFiguresAndNoWindow()
    {
        var (record, result) = await _import.ImportAsync(_import.Write("profile_export_genai_perf.json",
            """{"request_throughput": {"unit": "requests/sec", "avg": 2.5}, "request_latency": {"unit": "ms", "avg": 400, "p99": 500}, "output_token_throughput": {"unit": "tokens/sec", "avg": 80}, "input_config": {"model": ["m"]}}"""));
        Assert.Empty(record.Windows);
        var metrics = result.Configurations["aiperf"].Metrics;
        Assert.Equal(0.5, metrics["e2e_p99"].Value!.Value, 9);
        Assert.Equal(80, metrics["output_throughput"].Value!.Value, 9);
        Assert.Equal(0, metrics["e2e_p99"].N); // how many, it does not say
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4061" && d.Message.Contains("no window", StringComparison.Ordinal));
        Assert.True(result.Validity.Valid);
    }

    [Fact]
    public async Task LastLine_CutOff_IsLeftOut_AndSaid_AndNoOtherIs()
    {
        var text = Records(20);
        var (record, result) = await _import.ImportAsync(_import.Write("profile_export.jsonl", text[..^40]));
        Assert.Equal(19, record.Requests.Count);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4071");

        var broken = text.Replace("\"session_num\": 7,", "\"session_num\": oops,", StringComparison.Ordinal);
        var diagnostic = await _import.FailAsync(_import.Write("broken.jsonl", broken));
        Assert.Equal("JM4052", diagnostic.Id);
        Assert.Contains("line 8", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NegativeLatency_NamesTheLine()
    {
        var diagnostic = await _import.FailAsync(_import.Write("profile_export.jsonl", Records(1) + Line(1, Metrics().Replace("\"value\": 200", "\"value\": -200", StringComparison.Ordinal))));
        Assert.Equal("JM4053", diagnostic.Id);
        Assert.Contains("line 2: time_to_first_token", diagnostic.Message, StringComparison.Ordinal);
    }

    private static string Records(int count, string more = "") => string.Concat(Enumerable.Range(0, count).Select(i => Line(i, Metrics(more))));

    private static string Metrics(string more = "") =>
        $$"""{"input_sequence_length": {"value": 50, "unit": "tokens"}, "time_to_first_token": {"value": 200, "unit": "ms"}, "time_to_first_output_token": {"value": 300.0, "unit": "ms"}, "request_latency": {"value": 1000.0, "unit": "ms"}, "inter_chunk_latency": {"value": [100, 100, 100, 100, 100, 100, 100, 100], "unit": "ms"}, "output_sequence_length": {"value": 9, "unit": "tokens"}, "inter_token_latency": {"value": 100.0, "unit": "ms"}{{more}}}""";

    private static string Line(int index, string metrics, string error = "null", bool cancelled = false, string phase = "profiling") => string.Create(CultureInfo.InvariantCulture,
        $$"""{"metadata": {"session_num": {{index}}, "turn_index": 0, "credit_issued_ns": {{Start + (index * 1_010_000_000L)}}, "request_start_ns": {{Start + 10_000_000 + (index * 1_010_000_000L)}}, "request_ack_ns": null, "request_end_ns": {{Start + 1_010_000_000 + (index * 1_010_000_000L)}}, "worker_id": "w", "benchmark_phase": "{{phase}}", "was_cancelled": {{(cancelled ? "true" : "false")}}}, "metrics": {{metrics}}, "error": {{error}}}""") + "\n";

    private static string Summary() =>
        """
        {"schema_version": "1.0", "aiperf_version": "0.5.0",
         "request_throughput": {"unit": "requests/sec", "avg": 1.0}, "request_latency": {"unit": "sec", "avg": 1.0, "p50": 1.0, "p99": 1.5},
         "request_count": {"unit": "requests", "avg": 20.0}, "time_to_first_token": {"unit": "ms", "avg": 250.0, "p50": 200.0, "p99": 210.0},
         "inter_token_latency": {"unit": "ms", "p99": 110.0}, "output_token_throughput": {"unit": "tokens/sec", "avg": 9.0},
         "total_osl": {"unit": "tokens", "avg": 180.0}, "total_isl": {"unit": "tokens", "avg": 1000.0}, "benchmark_duration": {"unit": "sec", "avg": 20.0},
         "min_request_timestamp": {"unit": "ns", "avg": 1795000000000000000}, "error_request_count": {"unit": "requests", "avg": 0},
         "input_config": {"endpoint": {"model_names": ["meta/small"]}, "loadgen": {"concurrency": 1}}}
        """;
}
