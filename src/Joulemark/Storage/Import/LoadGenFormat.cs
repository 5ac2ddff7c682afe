using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>
/// The logs of MLPerf's LoadGen. Its logs hold percentiles and rates, not the queries themselves, so that what is imported
/// are figures. <c>power_begin</c> and <c>power_end</c> of the detail log are the window of its power rules, in UTC
/// (<c>DateTimeStringForPower</c> in <c>loadgen/utils.cc</c> at 1b5144cf; <c>test_datetime</c> ends in a Z and is local time).
/// </summary>
internal sealed class LoadGenFormat : IImportFormat
{
    private const string Summary = "mlperf_log_summary.txt";
    private const string Detail = "mlperf_log_detail.txt";
    private const string PowerTime = "MM-dd-yyyy HH:mm:ss.fff";
    private static readonly (string Percentile, string Theirs)[] Percentiles = [("p50", "50.00"), ("p90", "90.00"), ("p95", "95.00"), ("p99", "99.00")];

    public string Name => "loadgen";

    public string Tool => "MLPerf LoadGen";

    public string? WhyNot(ImportSource source)
    {
        if (source.IsFolder)
            return source.File(Summary) is null && source.File(Detail) is null ? $"holds neither {Summary} nor {Detail}" : null;
        return IsDetail(source) || IsSummary(source) ? null : "has no :::MLLOG lines and no MLPerf Results Summary at its beginning";
    }

    public IReadOnlyList<string> Files(ImportSource source)
    {
        var (summary, detail) = Of(source);
        return [.. new[] { summary, detail }.OfType<string>()];
    }

    public string? Read(ImportSource source, IImportSink sink)
    {
        var (summary, detail) = Of(source);
        var log = LoadGenLog.Read(summary, detail);
        if (log.Text("effective_test_mode") == "AccuracyOnly")
            throw ImportProblem.Of("JM4053", $"'{source.Path}' is an accuracy run, which measures no performance", "Give the logs of a performance run (mode PerformanceOnly).");
        var scenario = log.Text("effective_scenario") ?? throw ImportProblem.Of("JM4053", $"'{source.Path}' names no scenario: LoadGen had not come to its results",
            $"Give the {Summary} or {Detail} of a run that came to its end.");
        var benchmark = Benchmark(log, scenario.Replace(" ", "", StringComparison.Ordinal));
        sink.Begin(benchmark);
        Note(log, scenario, detail, sink);
        return log.Text("loadgen_version");
    }

    private static bool IsDetail(ImportSource source) => source.Beginning.Contains(":::MLLOG", StringComparison.Ordinal);

    private static bool IsSummary(ImportSource source) => source.Beginning.Contains("MLPerf Results Summary", StringComparison.Ordinal);

    // Either file brings the other along: they are halves of one run.
    private static (string? Summary, string? Detail) Of(ImportSource source) => source.IsFolder || Path.GetFileName(source.Path) is Summary or Detail
        ? (source.Beside(Summary), source.Beside(Detail))
        : IsDetail(source) ? (null, source.Path) : (source.Path, null);

    private ImportedBenchmark Benchmark(LoadGenLog log, string scenario)
    {
        var benchmark = new ImportedBenchmark(scenario, hasWallClock: true) { Concurrency = scenario == "SingleStream" ? 1 : null };
        foreach (var (key, number) in log.Numbers)
            benchmark.Reported[key] = number;
        var queries = log.Number("result_query_count");
        var perQuery = Math.Max(1, log.Number("effective_samples_per_query") ?? 1);
        var maxLatency = log.Number("result_max_latency_ns") / 1e9;
        var rate = scenario switch
        {
            "Offline" => log.Number("result_samples_per_second"),
            "Server" => log.Number("result_completed_samples_per_sec"),
            "SingleStream" => log.Number("result_qps_with_loadgen_overhead"),
            _ => null,
        };
        var tokenRate = scenario switch
        {
            "Offline" => log.Number("result_tokens_per_second"),
            "Server" => log.Number("result_completed_tokens_per_second"),
            _ => log.Number("result_token_throughput_with_loadgen_overhead"),
        };

        // Offline sends one query with all samples; elsewhere LoadGen's rates are of one sample fewer than it sent.
        double? samples = scenario == "Offline" ? Math.Round(rate * maxLatency ?? double.NaN) : queries * (scenario == "MultiStream" ? perQuery : 1);
        samples = samples is > 0 and < int.MaxValue ? samples : null;
        var tokens = tokenRate * (scenario == "Offline" ? maxLatency : (samples - 1) / rate);
        var n = (int)(queries ?? 0);
        TakeLatencies(log, benchmark, scenario, n, perQuery);
        benchmark.Figure("request_throughput", rate, "requests/s", 1, $"imported: {Tool}, {scenario}");
        benchmark.Figure("output_throughput", tokenRate, "tokens/s", 1, $"imported: {Tool}, {scenario}");
        benchmark.Requests = (int?)samples;
        if (samples is { } count)
            benchmark.Totals = new WorkCounts { Requests = (int)count, RequestEquivalents = count, OutputTokens = tokens is { } all ? Math.Round(all) : 0 };
        if (PowerMoment(log, "power_begin") is { } begin && PowerMoment(log, "power_end") is { } end && end > begin)
        {
            benchmark.StartNanoseconds = (begin - DateTimeOffset.UnixEpoch).Ticks * 100;
            benchmark.Duration = end - begin;
        }
        else if ((scenario == "Offline" ? maxLatency : samples / rate) is > 0 and < 1e9 and var seconds)
        {
            benchmark.Duration = TimeSpan.FromSeconds(seconds);
        }

        return benchmark;
    }

    private void TakeLatencies(LoadGenLog log, ImportedBenchmark benchmark, string scenario, int n, double perQuery)
    {
        if (scenario == "Offline")
            return;
        var what = scenario == "MultiStream" ? string.Create(CultureInfo.InvariantCulture, $", per query of {perQuery} samples") : "";
        foreach (var (percentile, theirs) in Percentiles)
        {
            var e2e = log.Number(scenario == "MultiStream" ? $"result_{theirs}_percentile_per_query_latency_ns" : $"result_{theirs}_percentile_latency_ns") ?? log.Number($"result_{theirs}_percentile_latency_ns");
            benchmark.Figure($"e2e_{percentile}", e2e / 1e9, "s", n, $"imported: {Tool}, {scenario}{what}, from the scheduled time to the completion that the system reported");
            benchmark.Figure($"ttft_{percentile}", log.Number($"result_first_token_{theirs}_percentile_latency_ns") / 1e9, "s", n, $"imported: {Tool}, {scenario}");
            benchmark.Figure($"tpot_{percentile}", log.Number($"result_time_per_output_token_{theirs}_percentile_ns") / 1e9, "s", n, $"imported: {Tool}, {scenario}");
        }
    }

    private void Note(LoadGenLog log, string scenario, string? detail, IImportSink sink)
    {
        sink.Note(ImportNotes.SummaryOnly($"{Tool}'s logs hold percentiles and no queries", "joulemark run has every request on record."));
        if (scenario == "Offline")
            sink.Note(ImportNotes.LeftOut("latencies are left out: Offline hands all samples in at once, so they say how long the whole took, not how long a request did"));
        if (detail is null)
            sink.Note(ImportNotes.Marked($"without {Detail} there is neither the number of queries nor the power window", $"Put {Detail} beside {Summary}."));
        if (log.BadLines > 0)
            sink.Note(new Diagnostic("JM4071", DiagnosticSeverity.Warning, $"{log.BadLines} lines of {Detail} are not JSON and were left out", "Where the last line is cut off, LoadGen was: then its results are not all there."));
        if (log.Text("result_validity") is { } verdict && verdict != "VALID")
        {
            sink.Note(new Diagnostic("JM4069", DiagnosticSeverity.Warning,
                $"LoadGen itself says {verdict}{(log.Text("result_invalid_reason") is { Length: > 0 } why ? $": {why.Trim()}" : "")}", "Do not quote these figures as an MLPerf result."));
        }
    }

    private static DateTimeOffset? PowerMoment(LoadGenLog log, string key) =>
        DateTimeOffset.TryParseExact(log.Text(key), PowerTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
