using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Planning;

namespace Joulemark.Workloads;

/// <summary>
/// Tensors for models that take no text. A line of the file is one inference: <c>{"file": "image.npy", "answer": "7"}</c>,
/// or <c>data</c> in the line itself, or several <c>tensors</c>. Without a file the tensors are random, from the seed, in
/// the shapes that the model wants.
/// </summary>
internal sealed class TensorsWorkload : IWorkload
{
    private const int DistinctRandom = 16;
    private const long MostBytes = 4L * 1024 * 1024 * 1024;

    public string Kind => "tensors";

    public WorkloadTask Load(WorkloadSpec spec, int seed)
    {
        if (spec.Path is null)
            return RandomTask(spec, seed);
        List<(int Number, string Text)> lines;
        try
        {
            lines = [.. File.ReadLines(spec.Path).Select((text, index) => (index + 1, text)).Where(l => !string.IsNullOrWhiteSpace(l.text))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Problem($"the tensors file '{spec.Path}' cannot be read: {e.Message}", "Check workload.path; it is relative to the spec.");
        }

        if (lines.Count == 0)
            throw Problem($"the tensors file '{spec.Path}' has no lines", "Give one JSON object per line, with \"file\", \"data\" or \"tensors\".");

        // In the seed's order, since files are often sorted by class; only what the task needs is read.
        var random = new Random(seed);
        for (var last = lines.Count - 1; last > 0; last--)
        {
            var other = random.Next(last + 1);
            (lines[last], lines[other]) = (lines[other], lines[last]);
        }

        var distinct = Math.Min(lines.Count, spec.Requests);
        var items = Read(spec, lines.Take(distinct));
        while (items.Count < spec.Requests)
            items.Add(items[items.Count - distinct]);
        var scorer = BuiltIns.Scorer(spec.Scorer, () => items.TrueForAll(i => i.Answer is not null) ? new ExactScorer() : null);
        if (scorer is not null && items.Exists(i => i.Answer is null))
            throw Problem($"workload.scorer is {spec.Scorer}, but '{spec.Path}' has lines without an \"answer\" field", "Use workload.scorer: none, or add the answers.");
        return new WorkloadTask(items, scorer, ContentHash.Of(items)) { DistinctItems = distinct };
    }

    private static WorkloadTask RandomTask(WorkloadSpec spec, int seed)
    {
        if (spec.Scorer is not ("auto" or "none"))
            throw Problem($"workload.scorer is {spec.Scorer}, but random tensors have no answers", "Use workload.scorer: none, or give workload.path.");
        var distinct = Math.Min(DistinctRandom, spec.Requests);
        TaskItem[] made = [.. Enumerable.Range(0, distinct).Select(i => new TaskItem(string.Create(CultureInfo.InvariantCulture, $"random tensors {i} of seed {seed}"), null)
        {
            Tensors = [TensorInput.Random(HashCode(seed, i))],
        })];
        TaskItem[] items = [.. Enumerable.Range(0, spec.Requests).Select(i => made[i % distinct])];
        return new WorkloadTask(items, null, ContentHash.Of(items)) { DistinctItems = distinct };
    }

    // Our own, so that a seed gives the same in every version of the framework.
    private static int HashCode(int seed, int number) => unchecked((seed * 1_000_003) + number);

    private static List<TaskItem> Read(WorkloadSpec spec, IEnumerable<(int Number, string Text)> lines)
    {
        const int MostReported = 20;
        var problems = new List<Diagnostic>();
        var items = new List<TaskItem>();
        var files = new Dictionary<string, (string, IReadOnlyList<long>, byte[])>(StringComparer.Ordinal);
        long bytes = 0;
        foreach (var (number, text) in lines)
        {
            try
            {
                var line = JsonElement.Parse(text);
                if (line.ValueKind != JsonValueKind.Object)
                    throw new InvalidDataException($"a JSON {line.ValueKind.ToString().ToLowerInvariant()}, not an object");
                IEnumerable<JsonElement> given = line.TryGetProperty("tensors", out var several) && several.ValueKind == JsonValueKind.Array ? several.EnumerateArray() : [line];
                TensorInput[] tensors = [.. given.Select(t => Tensor(t, Path.GetDirectoryName(spec.Path)!, files))];
                bytes += tensors.Sum(t => (long)t.Data.Length);
                if (bytes > MostBytes)
                    throw Problem($"the tensors of '{spec.Path}' take more than {MostBytes >> 30} GiB", "Use fewer: workload.requests.");
                items.Add(new TaskItem(string.Join("; ", tensors.Select(Identity)), Answer(line)) { Tensors = tensors });
            }
            catch (Exception e) when (e is JsonException or InvalidDataException or IOException or UnauthorizedAccessException or FormatException or OverflowException)
            {
                problems.Add(new Diagnostic("JM1008", DiagnosticSeverity.Error, e.Message, "Give one JSON object per line, with \"file\", \"data\" or \"tensors\".")
                {
                    File = spec.Path,
                    Line = number,
                    Column = 1,
                });
                if (problems.Count == MostReported)
                    break;
            }
        }

        return problems.Count == 0 ? items : throw new JoulemarkException(ExitCode.BadUsage, problems);
    }

    private static TensorInput Tensor(JsonElement given, string directory, Dictionary<string, (string Type, IReadOnlyList<long> Shape, byte[] Data)> files)
    {
        string? Text(string name) => given.ValueKind == JsonValueKind.Object && given.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var name = Text("name") ?? "";
        var type = Text("datatype");
        if (type is not null && TensorTypes.Size(type) is null)
            throw new InvalidDataException($"datatype '{type}' does not exist{NearestName.Suggestion(type, ["BOOL", "UINT8", "INT8", "INT32", "INT64", "FP16", "FP32", "FP64", "BYTES"])}");
        IReadOnlyList<long>? shape = given.ValueKind == JsonValueKind.Object && given.TryGetProperty("shape", out var dimensions) && dimensions.ValueKind == JsonValueKind.Array
            ? [.. dimensions.EnumerateArray().Select(d => d.TryGetInt64(out var size) && size >= 0 ? size : throw new InvalidDataException($"shape has {d.GetRawText()} in it"))] : null;

        byte[] data;
        if (Text("file") is { } file)
        {
            var path = Path.GetFullPath(file, directory);
            if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            {
                if (!files.TryGetValue(path, out var array))
                    files[path] = array = Npy(path);
                if (type is not null && type != array.Type)
                    throw new InvalidDataException($"'{file}' holds {array.Type}, not {type}");
                (type, data) = (array.Type, array.Data);
                shape ??= array.Shape;
            }
            else
            {
                data = File.ReadAllBytes(path);
                if (type is null || shape is null)
                    throw new InvalidDataException($"'{file}' is no .npy file, so its \"datatype\" and \"shape\" must be given");
            }
        }
        else if (given.ValueKind == JsonValueKind.Object && given.TryGetProperty("data", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            type ??= "FP32";
            (data, var own) = TensorJson.Read(list, type);
            shape ??= own;
        }
        else
        {
            throw new InvalidDataException("neither \"file\" nor \"data\" is there");
        }

        var size = TensorTypes.Size(type)!.Value;
        if (size > 0 && data.Length != TensorTypes.Count(shape) * size)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{data.Length / size} elements where the shape [{string.Join(',', shape)}] has {TensorTypes.Count(shape)}"));
        return new TensorInput(name, type, shape, data);
    }

    private static (string, IReadOnlyList<long>, byte[]) Npy(string path)
    {
        try
        {
            return NpyFile.Read(File.ReadAllBytes(path));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>What the task's hash is taken over: two runs with the same hash asked the same tensors.</summary>
    private static string Identity(TensorInput tensor) =>
        $"{tensor.Name} {tensor.DataType} [{string.Join(',', tensor.Shape)}] sha256:{Convert.ToHexStringLower(SHA256.HashData(tensor.Data.Span))}";

    private static string? Answer(JsonElement line) => line.TryGetProperty("answer", out var answer) ? answer.ValueKind switch
    {
        JsonValueKind.String => answer.GetString(),
        JsonValueKind.Number => answer.GetRawText(),
        _ => null,
    } : null;

    private static JoulemarkException Problem(string message, string remedy) =>
        new(ExitCode.BadUsage, new Diagnostic("JM1008", DiagnosticSeverity.Error, message, remedy));
}
