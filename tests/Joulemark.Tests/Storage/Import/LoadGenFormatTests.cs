using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Storage.Import;

public sealed class LoadGenFormatTests : IDisposable
{
    private const string ServerSummary =
        """
        ================================================
        MLPerf Results Summary
        ================================================
        SUT name : PySUT
        Scenario : Server
        Mode     : PerformanceOnly
        Completed samples per second    : 49.90
        Result is : VALID
          Performance constraints satisfied : Yes

        ================================================
        Additional Stats
        ================================================
        Min latency (ns)                : 1000000
        Max latency (ns)                : 900000000
        50.00 percentile latency (ns)   : 400000000
        99.00 percentile latency (ns)   : 850000000
        Completed tokens per second                 : 4990.00
        50.00 percentile first token latency (ns)   : 60000000
        99.00 percentile first token latency (ns)   : 120000000
        99.00 percentile time to output token (ns)   : 15000000
        """;

    private readonly ImportHarness _import = new();

    public void Dispose() => _import.Dispose();

    [Fact]
    public async Task Folder_ReadsBothLogs_AndThePowerWindow()
    {
        _import.Write("run/mlperf_log_summary.txt", ServerSummary);
        _import.Write("run/mlperf_log_detail.txt", Detail("Server", "VALID",
            ("result_query_count", "500"), ("result_completed_samples_per_sec", "49.9"), ("result_completed_tokens_per_second", "4990"), ("loadgen_version", "\"5.0 @ abc\""),
            ("power_begin", "\"11-23-2026 04:15:00.250\""), ("power_end", "\"11-23-2026 04:15:10.250\"")));
        var (record, result) = await _import.ImportAsync(Path.Combine(_import.Folder, "run"));

        Assert.Equal("5.0 @ abc", record.Header.Import!.Version);
        Assert.Equal(2, record.Header.Import.Files.Count);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 4, 15, 0, 250, TimeSpan.Zero), record.Header.StartedAt);
        var metrics = result.Configurations["Server"].Metrics;
        Assert.Equal(0.85, metrics["e2e_p99"].Value!.Value, 9);
        Assert.Equal(500, metrics["e2e_p99"].N);
        Assert.Equal(0.12, metrics["ttft_p99"].Value!.Value, 9);
        Assert.Equal(0.015, metrics["tpot_p99"].Value!.Value, 9);
        Assert.Equal(10, record.Windows[0].Duration.TotalSeconds, 6);
        Assert.Equal(500, record.Windows[0].Counts.Requests);
        Assert.Equal(49_900, record.Windows[0].Counts.OutputTokens); // 100 tokens a sample, of one sample fewer than were sent: as LoadGen counts
        Assert.True(result.Validity.Valid);
    }

    [Fact]
    public async Task Summary_Alone_SaysWhatIsMissing()
    {
        var (record, result) = await _import.ImportAsync(_import.Write("mlperf_log_summary.txt", ServerSummary));
        Assert.Equal(0.4, result.Configurations["Server"].Metrics["e2e_p50"].Value!.Value, 9);
        Assert.Equal(49.9, result.Configurations["Server"].Metrics["request_throughput"].Value!.Value, 9);
        Assert.Empty(record.Windows);
        Assert.Contains(result.Diagnostics, d => d.Message.Contains("neither the number of queries", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Offline_HasThroughputAndNoLatencies()
    {
        var (record, result) = await _import.ImportAsync(_import.Write("detail.txt", Detail("Offline", "INVALID",
            ("result_samples_per_second", "100"), ("result_tokens_per_second", "5000"), ("result_max_latency_ns", "30000000000"), ("result_99.00_percentile_latency_ns", "29000000000"),
            ("result_query_count", "1"), ("result_invalid_reason", "\"Min duration not met\""))));
        var metrics = result.Configurations["Offline"].Metrics;
        Assert.Null(metrics["e2e_p99"].Value);
        Assert.Equal(100, metrics["request_throughput"].Value!.Value, 9);
        Assert.Equal(new WorkCounts { Requests = 3000, RequestEquivalents = 3000, OutputTokens = 150_000 }, record.Windows[0].Counts);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4069" && d.Message.Contains("Min duration not met", StringComparison.Ordinal));
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4060");
    }

    [Fact]
    public async Task MultiStream_IsPerQuery()
    {
        var (_, result) = await _import.ImportAsync(_import.Write("mlperf_log_detail.txt", Detail("MultiStream", "VALID",
            ("effective_samples_per_query", "8"), ("result_query_count", "700"), ("result_99.00_percentile_per_query_latency_ns", "41000000"))));
        var e2e = result.Configurations["MultiStream"].Metrics["e2e_p99"];
        Assert.Equal(0.041, e2e.Value!.Value, 9);
        Assert.Contains("per query of 8 samples", e2e.Method, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AccuracyRun_AndBrokenOffLog_AreRefused()
    {
        var accuracy = await _import.FailAsync(_import.Write("a.txt", Detail("Server", "VALID").Replace("PerformanceOnly", "AccuracyOnly", StringComparison.Ordinal)));
        Assert.Contains("accuracy run", accuracy.Message, StringComparison.Ordinal);
        var broken = await _import.FailAsync(_import.Write("b.txt", ":::MLLOG {\"key\": \"loadgen_version\", \"value\": \"5.0\"}\n:::MLLOG {\"key\": \"effec"));
        Assert.Equal("JM4053", broken.Id);
        Assert.Contains("had not come to its results", broken.Message, StringComparison.Ordinal);
    }

    private static string Detail(string scenario, string validity, params (string Key, string Value)[] more) => string.Concat(
        new[] { ("effective_scenario", $"\"{scenario}\""), ("effective_test_mode", "\"PerformanceOnly\""), ("result_validity", $"\"{validity}\"") }.Concat(more)
            .Select(e => $":::MLLOG {{\"key\": \"{e.Item1}\", \"value\": {e.Item2}, \"time_ms\": 1.5, \"namespace\": \"mlperf::logging\", \"event_type\": \"POINT_IN_TIME\", \"metadata\": {{\"is_error\": false}}}}\n"));
}
