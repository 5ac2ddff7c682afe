using System.Text.Json;
using Joulemark.Diagnostics;

namespace Joulemark.Storage.Import;

/// <summary>
/// AIPerf's exports and those of genai-perf before it: <c>profile_export.jsonl</c> with one record a request, and the summary.
/// The records as in ai-dynamo/aiperf, <c>docs/tutorials/working-with-profile-exports.md</c> at 13992dbd and
/// <c>MetricRecordMetadata</c> of 2026. A folder is looked through for the records first.
/// </summary>
internal sealed class AiperfFormat : IImportFormat
{
    private const string Records = "profile_export.jsonl";
    private static readonly string[] Summaries = ["profile_export_aiperf.json", "profile_export_genai_perf.json"];

    public string Name => "aiperf";

    public string Tool => "AIPerf";

    public string? WhyNot(ImportSource source)
    {
        if (source.IsFolder)
            return FileIn(source) is null ? $"holds neither {Records} nor {Summaries[0]}" : null;
        if (source.Keys.Count == 0)
            return ImportSource.NoObject;
        return IsRecords(source) || IsSummary(source) ? null : "has neither metadata and metrics at its top, as AIPerf's records, nor request_latency, as its summary";
    }

    public IReadOnlyList<string> Files(ImportSource source) => [FileIn(source) ?? source.Path];

    public string? Read(ImportSource source, IImportSink sink)
    {
        var file = FileIn(source) ?? source.Path;
        return Path.GetExtension(file) == ".jsonl" || IsRecords(source) ? ReadRecords(source, file, sink) : ReadSummary(source, file, sink);
    }

    private static bool IsRecords(ImportSource source) => source.Keys.ContainsKey("metadata") && source.Keys.ContainsKey("metrics");

    private static bool IsSummary(ImportSource source) =>
        source.Keys.GetValueOrDefault("request_latency") == JsonTokenType.StartObject || source.Keys.GetValueOrDefault("request_throughput") == JsonTokenType.StartObject;

    private static string? FileIn(ImportSource source) => !source.IsFolder ? null : Summaries.Prepend(Records).Select(source.File).FirstOrDefault(f => f is not null);

    private static string? ReadRecords(ImportSource source, string file, IImportSink sink)
    {
        var summary = source.Beside(Summaries[0]) is { } beside ? AiperfSummary.Read(beside) : null;
        var benchmark = summary?.Benchmark(withFigures: false, "AIPerf") ?? new ImportedBenchmark("aiperf", hasWallClock: true);
        sink.Begin(benchmark);
        sink.Note(ImportNotes.Translated("what AIPerf calls inter_token_latency is TPOT here, and its inter_chunk_latency is ITL; its TTFT ends at the first text, reasoning too, as ours does"));
        var number = 0;
        var hasServerCounts = true;
        var hasSchedule = true;
        string? cutOff = null;
        foreach (var text in File.ReadLines(file))
        {
            number++;
            if (cutOff is not null)
                throw ImportProblem.Of("JM4052", $"'{file}', {cutOff}", "Give the file as AIPerf wrote it.");
            if (string.IsNullOrWhiteSpace(text))
                continue;
            JsonElement line;
            try
            {
                line = JsonElement.Parse(text);
            }
            catch (JsonException e)
            {
                cutOff = $"line {number} is not JSON: {JsonStream.InShort(e)}"; // allowed of the last line alone
                continue;
            }

            var request = AiperfRecord.Read(line, file, number, benchmark.Name)
                ?? throw ImportProblem.Of("JM4053", $"'{file}', line {number} has no metadata.request_start_ns", "Give profile_export.jsonl as AIPerf wrote it.");
            hasServerCounts &= request.LocalOutputTokens is not null || request.Usage is null;
            hasSchedule &= line.At("metadata", "credit_issued_ns") is not null;
            sink.Add(request);
        }

        if (cutOff is not null)
            sink.Note(new Diagnostic("JM4071", DiagnosticSeverity.Warning, $"the last line of the records is cut off and was left out ({cutOff})", "AIPerf was broken off, or the copy was: the requests before it stand."));
        if (!hasServerCounts)
            sink.Note(ImportNotes.Marked("output tokens are AIPerf's own count of the text, not the server's", "Run AIPerf with --use-server-token-count to have the server's."));
        if (!hasSchedule)
            sink.Note(ImportNotes.NoSchedule("this AIPerf"));
        return summary?.Version;
    }

    private static string? ReadSummary(ImportSource source, string file, IImportSink sink)
    {
        var summary = AiperfSummary.Read(file)!;
        sink.Begin(summary.Benchmark(withFigures: true, summary.Version is null ? "genai-perf or AIPerf" : "AIPerf"));
        sink.Note(ImportNotes.Translated("what AIPerf calls inter_token_latency is TPOT here, and its inter_chunk_latency is ITL; its TTFT ends at the first text, reasoning too, as ours does"));
        sink.Note(ImportNotes.LeftOut("averages, per-user rates and sequence lengths are left out, because no metric here is made so"));
        sink.Note(ImportNotes.SummaryOnly("the export is a summary",
            source.Beside(Records) is not null ? $"{Records} beside it has every request: import that, or the folder." : $"AIPerf writes {Records} with every request: import that."));
        return summary.Version;
    }
}
