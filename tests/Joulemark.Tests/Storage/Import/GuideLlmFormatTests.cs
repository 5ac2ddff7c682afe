using System.Globalization;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Storage.Import;

public sealed class GuideLlmFormatTests : IDisposable
{
    private readonly ImportHarness _import = new();

    public void Dispose() => _import.Dispose();

    [Theory]
    [InlineData("type_")]
    [InlineData("kind")]
    public async Task EachBenchmark_IsAConfiguration_WithItsRequests(string kind)
    {
        var text = Report(Benchmark("concurrent", "\"streams\": 2", 0), Benchmark("constant", "\"rate\": 2.0", 100)).Replace("{\"type_\": \"con", $"{{\"{kind}\": \"con", StringComparison.Ordinal);
        var (record, result) = await _import.ImportAsync(_import.Write("benchmarks.json", text));

        Assert.Equal(["concurrent-2", "constant-2"], record.Header.Configurations.Select(c => c.Name));
        Assert.Equal("0.6.0", record.Header.Import!.Version);
        Assert.Equal("concurrent-2", record.Header.Configurations[0].Factors["load"]);
        var request = record.Requests.First(r => r.Configuration == "constant-2");
        Assert.Equal(50, (request.Sent - request.Scheduled).TotalMilliseconds, 1);
        Assert.Equal(200, (request.FirstToken!.Value - request.Sent).TotalMilliseconds, 1);
        Assert.Equal(new TokenUsage(30, 9), request.Usage);
        Assert.Empty(request.Tokens); // it keeps the first and the last: no gaps are made up

        var metrics = result.Configurations["concurrent-2"].Metrics;
        Assert.Equal(0.1, metrics["tpot_p50"].Value!.Value, 4); // (1 s − 0.2 s) ÷ 8, not E2EL ÷ 9 as GuideLLM's own
        Assert.Null(metrics["itl_p50"].Value);
        Assert.Equal(1, metrics["e2e_p50"].Value!.Value, 4);
        Assert.Equal(18, metrics["output_throughput"].Value!.Value, 0);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4058" && d.Message.Contains("time per output token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OlderSchema_IsReadAsWell()
    {
        var requests = string.Join(", ", Enumerable.Range(0, 10).Select(i => string.Create(CultureInfo.InvariantCulture,
            $$"""{"type_": "generative_text_response", "request_id": "{{i}}", "prompt": "p", "output": "o", "prompt_tokens": 30, "output_tokens": 9, "start_time": {{1795000000.0 + i}}, "end_time": {{1795000001.0 + i}}, "first_token_time": {{1795000000.2 + i}}, "last_token_time": {{1795000001.0 + i}}}""")));
        var errored = """{"error": "boom", "prompt": "p", "output": null, "prompt_tokens": 30, "output_tokens": 0, "start_time": 1795000003.0, "end_time": 1795000003.5, "first_token_time": null, "last_token_time": null}""";
        var (record, result) = await _import.ImportAsync(_import.Write("report.json",
            $$$"""{"benchmarks": [{"type_": "generative_benchmark", "args": {"strategy": {"type_": "synchronous"}}, "start_time": 1795000000.0, "end_time": 1795000010.0, "request_totals": {"successful": 10, "errored": 1, "incomplete": 0}, "requests": {"successful": [{{{requests}}}], "incomplete": [], "errored": [{{{errored}}}]}}]}"""));
        Assert.Equal(11, record.Requests.Count);
        Assert.Equal("boom", record.Requests[^1].Error);
        Assert.Equal(0.2, result.Configurations["synchronous"].Metrics["ttft_p50"].Value!.Value, 4);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_795_000_000), record.Header.StartedAt);
    }

    [Fact]
    public async Task Tokens_CountedAsChunks_AreNoTokens()
    {
        var text = Report(Benchmark("concurrent", "\"streams\": 2", 0)).Replace("\"output_metrics\": {\"total_tokens\": 9}", "\"output_metrics\": {\"total_tokens\": null}", StringComparison.Ordinal);
        var (record, result) = await _import.ImportAsync(_import.Write("benchmarks.json", text));
        Assert.All(record.Requests, r => Assert.Null(r.Usage)); // its output_tokens of 9 is the number of iterations
        Assert.Contains(result.Validity.Reasons, r => r.Code == "no-usage" && !r.Evidence.Contains("stream_options", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SampledRequests_AreMarked_AndTheTotalsStandForTheWork()
    {
        var text = Report(Benchmark("concurrent", "\"streams\": 2", 0)).Replace("\"successful\": 20,", "\"successful\": 200,", StringComparison.Ordinal)
            .Replace("\"metrics\": {", "\"metrics\": {\"output_token_count\": {\"successful\": {\"total_sum\": 1800}}, ", StringComparison.Ordinal);
        var (record, result) = await _import.ImportAsync(_import.Write("benchmarks.json", text));
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4070" && d.Message.Contains("20 of 200", StringComparison.Ordinal));
        Assert.Equal(1800, record.Windows[0].Counts.OutputTokens);
        Assert.Equal(200, record.Windows[0].Counts.RequestEquivalents);
    }

    [Fact]
    public async Task Times_InTheWrongOrder_AreRefused()
    {
        var text = Report(Benchmark("concurrent", "\"streams\": 2", 0)).Replace("\"first_token_iteration\": 1795000000.2", "\"first_token_iteration\": 1794999999.2", StringComparison.Ordinal);
        var diagnostic = await _import.FailAsync(_import.Write("benchmarks.json", text));
        Assert.Equal("JM4053", diagnostic.Id);
        Assert.Contains("successful request 0", diagnostic.Message, StringComparison.Ordinal);
    }

    private static string Report(params string[] benchmarks) =>
        $$"""{"metadata": {"version": 1, "guidellm_version": "0.6.0"}, "args": {"target": "http://x"}, "benchmarks": [{{string.Join(", ", benchmarks)}}]}""";

    // Two slots; each request 0.2 s to the first token and 1 s in all, one after another.
    private static string Benchmark(string strategy, string level, double offset)
    {
        var requests = string.Join(", ", Enumerable.Range(0, 20).Select(i => Request(1795000000.0 + offset + (i / 2))));
        return $$$"""{"type_": "generative_benchmark", "config": {"strategy": {"type_": "{{{strategy}}}", {{{level}}}}, "backend": {"model": "meta/small"}}, "scheduler_metrics": {}, "metrics": {"request_totals": {"successful": 20, "errored": 0, "incomplete": 0, "total": 20}}, "requests": {"successful": [{{{requests}}}], "incomplete": [], "errored": [], "total": null}, "start_time": {{{(1795000000.0 + offset).ToString(CultureInfo.InvariantCulture)}}}, "end_time": {{{(1795000010.0 + offset).ToString(CultureInfo.InvariantCulture)}}}}""";
    }

    private static string Request(double start) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"type_": "generative_request_stats", "request_id": "r", "output": "text", "info": {"status": "completed", "turn_index": 0, "timings": {"targeted_start": {{{start - 0.05}}}, "request_start": {{{start}}}, "first_token_iteration": {{{start + 0.2}}}, "last_token_iteration": {{{start + 1}}}, "token_iterations": 9, "request_end": {{{start + 1.001}}}, "resolve_end": {{{start + 1.002}}}}}, "input_metrics": {"total_tokens": 30}, "output_metrics": {"total_tokens": 9}, "output_tokens": 9, "time_per_output_token_ms": 111.1}""");
}
