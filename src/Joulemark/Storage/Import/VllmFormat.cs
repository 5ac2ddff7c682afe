using System.Globalization;
using System.Text.RegularExpressions;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Storage.Import;

/// <summary>
/// Results of <c>vllm bench serve</c> and of the older <c>benchmark_serving.py</c>: single values and, with
/// <c>--save-detailed</c>, one column a quantity. Keys and meanings as in vllm-project/vllm,
/// <c>vllm/benchmarks/serve.py</c> at 009e6d4a (2026): <c>calculate_metrics</c>, <c>benchmark</c>, <c>main_async</c>.
/// SGLang's <c>bench_serving</c> goes back to the same script and writes most of the same keys.
/// </summary>
internal sealed partial class VllmFormat : IImportFormat
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal) { ["ttft"] = "ttft", ["tpot"] = "tpot", ["itl"] = "itl", ["e2el"] = "e2e", ["e2e_latency"] = "e2e" };
    private static readonly string[] Percentiles = ["p50", "p90", "p95", "p99"];

    public string Name => "vllm";

    public string Tool => "vllm bench serve";

    public string? WhyNot(ImportSource source) => source.IsFolder ? "is a folder, and vLLM writes one file"
        : source.Keys.Count == 0 ? ImportSource.NoObject
        : source.Keys.ContainsKey("duration") && (source.Keys.ContainsKey("completed") || source.Keys.ContainsKey("ttfts")) ? null
        : "has no duration and completed at its top";

    public IReadOnlyList<string> Files(ImportSource source) => [source.Path];

    public string? Read(ImportSource source, IImportSink sink)
    {
        using var json = new JsonStream(source.Path);
        var repeats = new Dictionary<string, int>(StringComparer.Ordinal);
        while (json.Read())
        {
            var document = VllmDocument.Scan(json); // --append-result writes one document after another
            var name = NameOf(document);
            var repeat = repeats[name] = repeats.GetValueOrDefault(name) + 1;
            Read(source.Path, document, new ImportedBenchmark(name, hasWallClock: false) { Repeat = repeat }, sink);
        }

        if (json.NumbersMissing > 0)
            sink.Note(ImportNotes.NumbersMissing(json.NumbersMissing));
        return null;
    }

    private void Read(string path, VllmDocument document, ImportedBenchmark benchmark, IImportSink sink)
    {
        Describe(document, benchmark);
        var method = $"imported: {Tool}, over the whole benchmark";
        TakeFigures(document, benchmark, method);
        sink.Begin(benchmark);
        sink.Note(ImportNotes.Marked("vLLM's TTFT ends at the first chunk with choices, which a chat server may send before any text, and its ITL counts such chunks too: the first token may be later than TTFT says, never earlier"));
        sink.Note(ImportNotes.Marked("the output tokens are the server's usage where it gave one and vLLM's own count of the text elsewhere; its result does not say which"));
        if (document.Number("request_goodput") is not null || document.Number("request_goodput:") is not null)
            sink.Note(ImportNotes.LeftOut("goodput is left out, because the result does not say by which objectives it was counted"));
        if (VllmRequests.AreIn(document))
        {
            if (document.IsUnpaced || !document.Columns.ContainsKey("queue_times"))
                sink.Note(ImportNotes.NoSchedule("vLLM"));
            using var requests = new VllmRequests(path, document);
            foreach (var request in requests.All(benchmark.Name, benchmark.Repeat))
                sink.Add(request);
            return;
        }

        sink.Note(ImportNotes.SummaryOnly(
            document.Columns.ContainsKey("ttfts") ? "an older vLLM kept each request's latencies and not when they were" : "the result has summary figures only",
            "Run vllm bench serve with --save-detailed to have every request."));
        if (document.Columns.ContainsKey("ttfts"))
            TakeColumns(path, document, benchmark);
    }

    private static string NameOf(VllmDocument document)
    {
        var concurrency = document.Count("max_concurrency") is { } most ? $"concurrency-{most}" : null;
        var rate = document.IsUnpaced ? null : $"rate-{document.Rate}";
        return (rate, concurrency) switch
        {
            (null, null) => "all-at-once",
            (null, { } one) => one,
            ({ } one, null) => one,
            _ => $"{rate}-{concurrency}",
        };
    }

    private static void Describe(VllmDocument document, ImportedBenchmark benchmark)
    {
        foreach (var (key, number) in document.Numbers)
            benchmark.Reported[key] = number;
        if (document.Texts.GetValueOrDefault("model_id") is { } model)
            benchmark.Spec["server.model"] = model;
        benchmark.Concurrency = document.Count("max_concurrency");
        benchmark.EndedAbout = document.Texts.GetValueOrDefault("date");
        if (document.Number("duration") is > 0 and < 1e9 and var duration)
            benchmark.Duration = TimeSpan.FromSeconds(duration);
        else if (document.Number("duration") is { } impossible)
            throw ImportProblem.Of("JM4053", string.Create(CultureInfo.InvariantCulture, $"duration is {impossible} s; it cannot be"), "Run the benchmark again.");
        benchmark.Requests = document.Count("num_prompts") ?? document.Count("completed");
        if (document.Count("completed") is { } completed)
        {
            benchmark.Totals = new WorkCounts
            {
                Requests = completed,
                RequestEquivalents = completed,
                Errors = document.Count("failed") ?? Math.Max(0, (document.Count("num_prompts") ?? completed) - completed),
                OutputTokens = document.Count("total_output_tokens") ?? 0,
                PromptTokens = document.Count("total_input_tokens") ?? 0,
            };
        }
    }

    private static void TakeFigures(VllmDocument document, ImportedBenchmark benchmark, string method)
    {
        var completed = document.Count("completed") ?? 0;
        foreach (var (key, value) in document.Numbers)
        {
            if (StatisticPattern().Match(key) is not { Success: true } match)
                continue;
            var percentile = match.Groups["p"].Success ? $"p{match.Groups["p"].Value}" : "p50";
            var kind = Kinds[match.Groups["kind"].Value];
            if (Percentiles.Contains(percentile, StringComparer.Ordinal))
                benchmark.Figure($"{kind}_{percentile}", value / 1e3, "s", kind == "itl" ? 0 : completed, method);
        }

        benchmark.Figure("request_throughput", document.Number("request_throughput"), "requests/s", 1, method);
        benchmark.Figure("output_throughput", document.Number("output_throughput"), "tokens/s", 1, method);
    }

    /// <summary>Latencies without their moments: real samples, so that their percentiles have intervals.</summary>
    private static void TakeColumns(string path, VllmDocument document, ImportedBenchmark benchmark)
    {
        var names = new[] { "ttfts", "itls", "output_lens" }.Where(document.Columns.ContainsKey).ToList();
        var columns = names.ToDictionary(n => n, n => new JsonColumn(path, document.Columns[n]), StringComparer.Ordinal);
        var samples = new Dictionary<string, List<double>>(StringComparer.Ordinal) { ["ttft"] = [], ["itl"] = [], ["tpot"] = [], ["e2e"] = [] };
        while (columns.Values.Count(c => c.Next()) == columns.Count)
        {
            var gaps = columns.GetValueOrDefault("itls")?.Numbers() ?? [];
            if (columns["ttfts"].Number is not (> 0 and var ttft))
                continue; // failed, or not streamed
            samples["ttft"].Add(ttft);
            samples["itl"].AddRange(gaps);
            if (!columns.ContainsKey("itls"))
                continue;
            samples["e2e"].Add(ttft + gaps.Sum());
            if (columns.GetValueOrDefault("output_lens")?.Number is > 1 and var tokens)
                samples["tpot"].Add(gaps.Sum() / (tokens - 1));
        }

        foreach (var column in columns.Values)
            column.Dispose();
        foreach (var (kind, values) in samples.Where(s => s.Value.Count > 0))
        {
            values.Sort();
            foreach (var percentile in Percentiles)
            {
                var interval = Quantiles.Of(values, int.Parse(percentile[1..], CultureInfo.InvariantCulture) / 100.0);
                benchmark.Figures[$"{kind}_{percentile}"] = new Metrology.Estimate
                {
                    Value = interval.Value, Lower = interval.Lower, Upper = interval.Upper, N = values.Count, Unit = "s",
                    Method = "imported: vllm bench serve, sample quantile of its latencies over the whole benchmark",
                };
            }
        }
    }

    [GeneratedRegex(@"^(median|p(?<p>[0-9]+))_(?<kind>ttft|tpot|itl|e2el|e2e_latency)_ms$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatisticPattern();
}
