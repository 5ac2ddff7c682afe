using System.Globalization;
using System.Text.Json;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>
/// The summary that AIPerf writes (<c>profile_export_aiperf.json</c>), and before it genai-perf
/// (<c>profile_export_genai_perf.json</c>): one object a metric, <c>{ unit, avg, p50, … }</c>, as in ai-dynamo/aiperf,
/// <c>src/aiperf/common/models/export_models.py</c> at 26240f9e (schema 1.0), which keeps genai-perf's shape; what is said of
/// the load moved to <c>input_config.phases</c> with schema 1.3 (AIPerf 0.10).
/// </summary>
internal sealed class AiperfSummary
{
    private static readonly (string Theirs, string Ours)[] Latencies =
    [
        ("time_to_first_token", "ttft"),
        ("inter_token_latency", "tpot"), // (request latency − TTFT) ÷ (tokens − 1): our TPOT
        ("inter_chunk_latency", "itl"),
        ("request_latency", "e2e"),
    ];

    private readonly JsonElement _root;

    private AiperfSummary(JsonElement root) => _root = root;

    /// <summary>The tool's version; null where the summary does not say.</summary>
    public string? Version => _root.At("aiperf_version").Text();

    /// <summary>Reads a summary, which is short; null where the file is none.</summary>
    public static AiperfSummary? Read(string path)
    {
        using var json = new JsonStream(path);
        return json.Read() && json.ReadValue() is { ValueKind: JsonValueKind.Object } root ? new AiperfSummary(root) : null;
    }

    /// <summary>A benchmark with what the summary knows of the load, and of the server.</summary>
    public ImportedBenchmark Benchmark(bool withFigures, string tool)
    {
        var config = _root.At("input_config");
        var phase = Phase(config);
        var concurrency = (phase?.At("concurrency") ?? config?.At("loadgen", "concurrency") ?? config?.At("perf_analyzer", "stimulus", "concurrency") ?? config?.At("concurrency")).Count();
        var rate = (phase?.At("request_rate") ?? phase?.At("rate") ?? config?.At("loadgen", "request_rate") ?? config?.At("perf_analyzer", "stimulus", "request_rate") ?? config?.At("request_rate")).Number();
        var name = rate is { } r ? string.Create(CultureInfo.InvariantCulture, $"rate-{r:0.###}") : concurrency is { } c ? string.Create(CultureInfo.InvariantCulture, $"concurrency-{c}") : "aiperf";
        var benchmark = new ImportedBenchmark(name, hasWallClock: true) { Concurrency = rate is null ? concurrency : null };
        benchmark.EndedAbout = _root.At("end_time").Text();
        var model = config?.At("endpoint", "model_names") ?? config?.At("model_names") ?? config?.At("model") ?? config?.At("models", "items");
        if (model is { ValueKind: JsonValueKind.Array } models && models.GetArrayLength() > 0)
            model = models[0].At("name") ?? models[0];
        if (model.Text() is { } text)
            benchmark.Spec["server.model"] = text;
        if (withFigures)
            Take(benchmark, tool);
        return benchmark;
    }

    // AIPerf has written local time without a zone so far, which says nothing to another machine.
    private static bool HasZone(string time) => time.Length > 10 && (time[^1] == 'Z' || time.LastIndexOfAny(['+', '-']) > 9);

    /// <summary>The phase that was measured: the last that is not left out of the results, as the warm-up is.</summary>
    private static JsonElement? Phase(JsonElement? config) => config?.At("phases") is { ValueKind: JsonValueKind.Array } phases
        ? phases.EnumerateArray().Where(p => p.At("exclude_from_results") is not { ValueKind: JsonValueKind.True }).Select(p => (JsonElement?)p).LastOrDefault() : null;

    private double? Average(string metric) => _root.At(metric, "avg").Number();

    private void Take(ImportedBenchmark benchmark, string tool)
    {
        var method = $"imported: {tool}, over the whole benchmark";
        var requests = _root.At("request_count", "avg").Count() ?? _root.At("request_latency", "count").Count();
        foreach (var (theirs, ours) in Latencies)
        {
            foreach (var percentile in (string[])["p50", "p90", "p95", "p99"])
                benchmark.Figure($"{ours}_{percentile}", AiperfUnits.Seconds(_root.At(theirs), percentile), "s", _root.At(theirs, "count").Count() ?? (ours is "itl" or "tpot" ? 0 : requests ?? 0), method);
        }

        benchmark.Figure("request_throughput", Average("request_throughput"), "requests/s", 1, method);
        benchmark.Figure("output_throughput", Average("output_token_throughput"), "tokens/s", 1, method);
        foreach (var metric in _root.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Object))
        {
            foreach (var statistic in metric.Value.EnumerateObject())
            {
                if (((JsonElement?)statistic.Value).Number() is { } number && metric.Value.TryGetProperty("unit", out _))
                    benchmark.Reported[$"{metric.Name}.{statistic.Name}"] = number;
            }
        }

        if (AiperfUnits.Seconds(_root.At("benchmark_duration"), "avg") is > 0 and < 1e9 and var duration)
            benchmark.Duration = TimeSpan.FromSeconds(duration);
        if (_root.At("min_request_timestamp", "unit").Text() is null or "ns")
            benchmark.StartNanoseconds = _root.At("min_request_timestamp", "avg").Whole();
        benchmark.Requests = requests;
        if (_root.At("start_time").Text() is { } started && benchmark.StartNanoseconds is null && HasZone(started) && DateTimeOffset.TryParse(started, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
            benchmark.StartNanoseconds = (moment - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var tokens = Average("total_osl") ?? Average("total_output_tokens") + (Average("total_reasoning_tokens") ?? 0) ?? (Average("output_sequence_length") * requests);
        if (requests is { } count)
        {
            benchmark.Totals = new WorkCounts
            {
                Requests = count,
                RequestEquivalents = count,
                Errors = _root.At("error_request_count", "avg").Count() ?? 0,
                OutputTokens = tokens ?? 0,
                PromptTokens = Average("total_isl") ?? (Average("input_sequence_length") * requests) ?? 0,
            };
        }
    }
}
