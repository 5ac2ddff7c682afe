using System.Globalization;
using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>
/// Requests as perf_analyzer kept them for genai-perf (<c>profile_export.json</c>): when each response of each request came,
/// and what was in it. As in triton-inference-server/client, <c>genai-perf/tests/test_llm_profile_data_parser.py</c> (2024).
/// Tokens are counted where the server gave usage; genai-perf itself counts them with a tokenizer later.
/// </summary>
internal sealed class GenAiPerfFormat : IImportFormat
{
    public string Name => "aiperf";

    public string Tool => "genai-perf";

    public string? WhyNot(ImportSource source) => source.IsFolder ? "is a folder, and genai-perf's profile_export.json is one file"
        : source.Keys.Count == 0 ? ImportSource.NoObject
        : source.Keys.GetValueOrDefault("experiments") == JsonTokenType.StartArray ? null : "has no list of experiments at its top";

    public IReadOnlyList<string> Files(ImportSource source) => [source.Path];

    public string? Read(ImportSource source, IImportSink sink)
    {
        using var json = new JsonStream(source.Path);
        string? version = null;
        while (json.Read())
        {
            if (json.Depth != 1 || json.Token != JsonTokenType.PropertyName)
                continue;
            var name = json.Text;
            json.Read();
            if (name == "version")
                version = json.Text is { Length: > 0 } text ? text : null;
            else if (name != "experiments")
                json.Skip();
            else
                ReadExperiments(json, source.Path, sink);
        }

        sink.Note(ImportNotes.NoSchedule("genai-perf"));
        if (json.NumbersMissing > 0)
            sink.Note(ImportNotes.NumbersMissing(json.NumbersMissing));
        return version;
    }

    private static void ReadExperiments(JsonStream json, string path, IImportSink sink)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (json.Read() && json.Token == JsonTokenType.StartObject)
        {
            JsonElement? experiment = null;
            var depth = json.Depth;
            while (json.Read() && json.Depth > depth)
            {
                var name = json.Text;
                json.Read();
                if (name == "experiment")
                    experiment = json.ReadValue();
                else if (name == "requests" && json.Token == JsonTokenType.StartArray)
                    ReadRequests(json, path, Begin(experiment, names), sink);
                else
                    json.Skip();
            }
        }
    }

    private static ImportedBenchmark Begin(JsonElement? experiment, HashSet<string> names)
    {
        var mode = experiment?.At("mode").Text();
        var level = experiment?.At("value");
        var name = mode is null ? "experiment" : $"{(mode == "request_rate" ? "rate" : mode)}-{level.Words()}";
        for (var i = 2; !names.Add(name); i++)
            name = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        return new ImportedBenchmark(name, hasWallClock: true) { Concurrency = mode == "concurrency" ? level.Count() : null };
    }

    private static void ReadRequests(JsonStream json, string path, ImportedBenchmark benchmark, IImportSink sink)
    {
        sink.Begin(benchmark);
        var index = 0;
        var counted = true;
        while (json.Read() && json.Token == JsonTokenType.StartObject)
        {
            var request = Read(json.ReadValue(), path, index++, benchmark.Name);
            counted &= request.Usage is not null || request.Error is not null;
            sink.Add(request);
        }

        if (!counted)
            sink.Note(ImportNotes.Marked("genai-perf's export has the texts and no token counts, and the server gave none: figures per token are missing", "Import profile_export_genai_perf.json for its own, or ask the server for usage (stream_options.include_usage)."));
    }

    private static RequestRecord Read(JsonElement request, string path, int index, string configuration)
    {
        var start = request.At("timestamp").Whole() ?? throw ImportProblem.Of("JM4053", $"'{path}': request {index} has no timestamp", "Give profile_export.json as genai-perf wrote it.");
        var times = request.At("response_timestamps") is { ValueKind: JsonValueKind.Array } all ? all.EnumerateArray().Select(t => ((JsonElement?)t).Whole() ?? start).ToList() : [];
        if (times.Exists(t => t < start))
            throw ImportProblem.Of("JM4053", $"'{path}': a response of request {index} came {(start - times.Min()) / 1e9} s before it was sent", "A clock that was set back does this: run the benchmark again, or take the request out.");
        var outputs = request.At("response_outputs") is { ValueKind: JsonValueKind.Array } texts ? texts.EnumerateArray().ToList() : [];
        var content = outputs.ConvertAll(GenAiPerfResponse.Of);
        var tokens = times.Zip(content).Where(r => r.Second.Text.Length > 0).Select(r => new Timestamp(r.First)).ToList();
        var ended = new Timestamp(times.Count > 0 ? times.Max() : start);
        var failed = times.Count == 0 || request.At("success") is { ValueKind: JsonValueKind.False };
        return new RequestRecord
        {
            Configuration = configuration,
            Stage = Stage.Window,
            Repeat = 1,
            Item = index,
            Scheduled = new Timestamp(start),
            Sent = new Timestamp(start),
            FirstByte = times.Count > 0 ? new Timestamp(times[0]) : null,
            FirstToken = tokens.Count > 0 ? tokens[0] : null,
            LastToken = failed || tokens.Count == 0 ? null : tokens[^1],
            Ended = ended,
            Tokens = tokens,
            Usage = failed ? null : content.FindLast(c => c.Usage is not null).Usage,
            Output = string.Concat(content.Select(c => c.Text)),
            Error = failed ? "no answer" : null,
            ErrorKind = failed ? "imported" : null,
        };
    }
}
