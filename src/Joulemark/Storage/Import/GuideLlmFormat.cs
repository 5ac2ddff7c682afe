using System.Globalization;
using System.Text.Json;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>
/// GuideLLM's <c>benchmarks.json</c>: one benchmark a strategy, each with its requests by how they ended. As in
/// vllm-project/guidellm, <c>src/guidellm/schemas/request_stats.py</c> at 06cef291 and <c>info.py</c> at 04fcfd86 (2026; a
/// strategy's <c>type_</c> is its <c>kind</c> from 0.7 on);
/// the older shape as in <c>src/guidellm/benchmark/benchmark.py</c> at 47ce2924 (0.2).
/// </summary>
internal sealed class GuideLlmFormat : IImportFormat
{
    private static readonly string[] Statuses = ["successful", "incomplete", "errored"];
    private static readonly (string Theirs, string Ours, double Scale)[] Latencies =
    [
        ("time_to_first_token_ms", "ttft", 1e-3),
        ("inter_token_latency_ms", "tpot", 1e-3), // without the first token: our TPOT
        ("request_latency", "e2e", 1),
    ];

    public string Name => "guidellm";

    public string Tool => "GuideLLM";

    public string? WhyNot(ImportSource source) => source.IsFolder
        ? source.File("benchmarks.json") is null ? "holds no benchmarks.json" : null
        : source.Keys.Count == 0 ? ImportSource.NoObject
        : source.Keys.GetValueOrDefault("benchmarks") == JsonTokenType.StartArray ? null : "has no list of benchmarks at its top";

    public IReadOnlyList<string> Files(ImportSource source) => [source.File("benchmarks.json") ?? source.Path];

    public string? Read(ImportSource source, IImportSink sink)
    {
        var file = Files(source)[0];
        using var json = new JsonStream(file);
        string? version = null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (json.Read())
        {
            if (json.Depth != 1 || json.Token != JsonTokenType.PropertyName)
                continue;
            if (json.IsProperty("metadata"u8))
            {
                json.Read();
                version = json.ReadValue().At("guidellm_version").Text();
            }
            else if (json.IsProperty("benchmarks"u8))
            {
                json.Read();
                while (json.Read() && json.Token == JsonTokenType.StartObject)
                    ReadBenchmark(json, file, names, sink);
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        sink.Note(ImportNotes.Translated("what GuideLLM calls inter-token latency is TPOT here; its own time per output token has the first token in it and is left out"));
        sink.Note(ImportNotes.Translated("GuideLLM keeps the first and the last token of a request and none between: there is no ITL, and a request on a window's edge counts as if its tokens came evenly"));
        if (json.NumbersMissing > 0)
            sink.Note(ImportNotes.NumbersMissing(json.NumbersMissing));
        return version;
    }

    private void ReadBenchmark(JsonStream json, string file, HashSet<string> names, IImportSink sink)
    {
        var parts = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        ImportedBenchmark? benchmark = null;
        var isPaced = false;
        var depth = json.Depth;
        while (json.Read() && json.Depth > depth)
        {
            var name = json.Text!;
            json.Read();
            if (name != "requests")
            {
                parts[name] = json.ReadValue();
                continue;
            }

            (benchmark, isPaced) = Begin(parts, names);
            sink.Begin(benchmark);
            ReadRequests(json, file, benchmark.Name, isPaced, sink);
        }

        if (benchmark is null)
            sink.Begin(benchmark = Begin(parts, names).Benchmark);
        Complete(benchmark, parts); // later versions write the times and totals after the requests
        if (!isPaced)
            sink.Note(ImportNotes.Translated("GuideLLM's closed-loop strategies have no schedule: latencies count from when each request was sent"));
    }

    private static (ImportedBenchmark Benchmark, bool IsPaced) Begin(Dictionary<string, JsonElement> parts, HashSet<string> names)
    {
        JsonElement? Part(string name) => parts.TryGetValue(name, out var part) ? part : null;
        var strategy = Part("config")?.At("strategy") ?? Part("args")?.At("strategy");
        var kind = (strategy?.At("kind") ?? strategy?.At("type_")).Text() ?? "benchmark";
        var level = kind switch
        {
            "concurrent" => strategy?.At("streams").Words(),
            _ => strategy?.At("rate").Words(),
        };
        var name = level is null ? kind : $"{kind}-{level}";
        for (var i = 2; !names.Add(name); i++)
            name = string.Create(CultureInfo.InvariantCulture, $"{kind}-{level ?? ""}-{i}").Replace("--", "-", StringComparison.Ordinal);
        var benchmark = new ImportedBenchmark(name, hasWallClock: true)
        {
            Concurrency = kind == "concurrent" ? strategy?.At("streams").Count() : kind == "synchronous" ? 1 : null,
        };
        var model = Part("config")?.At("backend", "model").Text() ?? Part("worker")?.At("backend_model").Text() ?? Part("worker")?.At("model").Text();
        if (model is not null)
            benchmark.Spec["server.model"] = model;

        // The others target a start as soon as may be, which is no schedule (request_dispatch_delay in request_stats.py says so).
        return (benchmark, kind is "constant" or "poisson" or "async" or "trace" or "replay");
    }

    private static void ReadRequests(JsonStream json, string file, string configuration, bool isPaced, IImportSink sink)
    {
        var index = 0;
        var depth = json.Depth;
        while (json.Read() && json.Depth > depth)
        {
            var status = json.Text!;
            json.Read();
            if (!Statuses.Contains(status, StringComparer.Ordinal) || json.Token != JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.Token == JsonTokenType.StartObject)
            {
                if (GuideLlmRequest.Read(json.ReadValue(), file, status, index, configuration, isPaced) is { } request)
                    sink.Add(request);
                index++;
            }
        }
    }

    private void Complete(ImportedBenchmark benchmark, Dictionary<string, JsonElement> parts)
    {
        JsonElement? Part(string name) => parts.TryGetValue(name, out var part) ? part : null;
        var metrics = Part("metrics");
        var totals = metrics?.At("request_totals") ?? Part("request_totals");
        var requests = (totals?.At("successful")).Count();
        var method = $"imported: {Tool}, over the whole benchmark";
        foreach (var (theirs, ours, scale) in Latencies)
        {
            foreach (var percentile in (string[])["p50", "p90", "p95", "p99"])
                benchmark.Figure($"{ours}_{percentile}", scale * metrics?.At(theirs, "successful", "percentiles", percentile).Number(), "s", requests ?? 0, method);
        }

        benchmark.Figure("request_throughput", metrics?.At("requests_per_second", "successful", "mean").Number(), "requests/s", 1, method);
        if ((Part("start_time") ?? Part("run_stats")?.At("start_time") ?? Part("scheduler_metrics")?.At("measure_start_time")).Number() is > 0 and var start)
        {
            benchmark.StartNanoseconds = RequestTimes.Nanoseconds(start);
            if ((Part("end_time") ?? Part("run_stats")?.At("end_time") ?? Part("scheduler_metrics")?.At("measure_end_time")).Number() is { } end && end > start)
                benchmark.Duration = TimeSpan.FromSeconds(end - start);
        }

        if (requests is not { } count)
            return;
        var errors = totals?.At("errored").Count() ?? 0;
        double? Sum(string name) => metrics?.At(name, "successful", "total_sum").Number() ?? (metrics?.At(name, "successful", "mean").Number() * count);
        benchmark.Requests = count + errors + (totals?.At("incomplete").Count() ?? 0);
        benchmark.Totals = new WorkCounts
        {
            Requests = count,
            RequestEquivalents = count,
            Errors = errors,
            OutputTokens = Sum("output_token_count") ?? 0,
            PromptTokens = Sum("prompt_token_count") ?? 0,
        };
    }
}
