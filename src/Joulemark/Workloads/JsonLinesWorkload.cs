using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Planning;

namespace Joulemark.Workloads;

/// <summary>
/// Prompts from any JSON-lines file. The prompt is the first of the known fields that a line has, so that MT-Bench's and
/// GSM8K's files load as they are.
/// </summary>
/// <param name="kind">Name in a spec.</param>
internal sealed class JsonLinesWorkload(string kind) : IWorkload
{
    private static readonly string[] PromptFields = ["prompt", "question", "turns", "input", "text", "instruction"];
    private const string FinalAnswerMarker = "####"; // GSM8K: the answer follows it

    public string Kind => kind;

    public WorkloadTask Load(WorkloadSpec spec, int seed)
    {
        if (spec.Path is null)
            throw Problem("JM1005", $"'workload.path' is missing: kind {Kind} reads a JSON-lines file", "Add workload.path.");

        var problems = new List<Diagnostic>();
        var items = new List<TaskItem>();
        var marked = false;
        var number = 0;
        try
        {
            foreach (var text in File.ReadLines(spec.Path))
            {
                number++;
                if (string.IsNullOrWhiteSpace(text))
                    continue;
                if (ReadLine(spec, text, number, problems, ref marked) is { } item)
                    items.Add(item);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Problem("JM1008", e is FileNotFoundException or DirectoryNotFoundException
                ? $"there is no prompts file '{spec.Path}'" : $"the prompts file '{spec.Path}' cannot be read: {e.Message}", "Check workload.path; it is relative to the spec.");
        }

        if (problems.Count > 0)
            throw new JoulemarkException(ExitCode.BadUsage, problems);
        if (items.Count == 0)
            throw Problem("JM1008", $"the prompts file '{spec.Path}' has no prompts", "Give one JSON object per line, with a \"prompt\" field.");

        // Files are often sorted by kind of question; in the seed's order every part of the task has the same mix.
        Shuffle(items, new Random(seed));
        if (items.Count > spec.Requests)
            items.RemoveRange(spec.Requests, items.Count - spec.Requests);

        // A file shorter than the task is asked again from its start, so that the task has the size the spec gives.
        var fromFile = items.Count;
        while (items.Count < spec.Requests)
            items.Add(items[items.Count - fromFile]);

        var scorer = BuiltIns.Scorer(spec.Scorer, () => marked ? new FinalNumberScorer() : items.TrueForAll(i => i.Answer is not null) ? new ExactScorer() : null);
        if (scorer is not null && items.Exists(i => i.Answer is null))
            throw Problem("JM1008", $"workload.scorer is {spec.Scorer}, but '{spec.Path}' has lines without an \"answer\" field", "Use workload.scorer: none, or add the answers.");
        return new WorkloadTask(items, scorer, ContentHash.Of(items)) { DistinctItems = fromFile };
    }

    // Fisher and Yates; our own, so that the order of a seed stays the same in every version of the framework.
    private static void Shuffle(List<TaskItem> items, Random random)
    {
        for (var last = items.Count - 1; last > 0; last--)
        {
            var other = random.Next(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private static TaskItem? ReadLine(WorkloadSpec spec, string text, int number, List<Diagnostic> problems, ref bool marked)
    {
        void Malformed(string what) => problems.Add(new Diagnostic("JM1008", DiagnosticSeverity.Error, what, "Give one JSON object per line, with a \"prompt\" field.")
        {
            File = spec.Path,
            Line = number,
            Column = 1,
        });

        const int MostReported = 20;
        if (problems.Count >= MostReported)
            return null;

        JsonElement line;
        try
        {
            line = JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            Malformed($"not a JSON object: {e.Message}");
            return null;
        }

        if (line.ValueKind != JsonValueKind.Object)
        {
            Malformed($"a JSON {line.ValueKind.ToString().ToLowerInvariant()}, not an object");
            return null;
        }

        var prompt = PromptFields.Select(f => line.TryGetProperty(f, out var value) ? AsText(value) : null).FirstOrDefault(p => p is not null);
        if (prompt is null && spec.Template.Contains("{prompt}", StringComparison.Ordinal))
        {
            Malformed($"no prompt: none of the fields {string.Join(", ", PromptFields)} is there");
            return null;
        }

        var missing = new List<string>();
        var filled = PromptTemplate.Fill(spec.Template, prompt ?? "", line, missing);
        if (missing.Count > 0)
        {
            Malformed($"workload.template asks for {{{missing[0]}}}, which this line does not have");
            return null;
        }

        var answer = line.TryGetProperty("answer", out var given) ? AsText(given) : null;
        var marker = answer?.LastIndexOf(FinalAnswerMarker, StringComparison.Ordinal) ?? -1;
        marked |= marker >= 0;
        return new TaskItem(filled, marker < 0 ? answer : answer![(marker + FinalAnswerMarker.Length)..].Trim());
    }

    private static string? AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Array when value.GetArrayLength() > 0 => AsText(value[0]), // the first turn of a conversation
        _ => null,
    };

    private static JoulemarkException Problem(string id, string message, string remedy) =>
        new(ExitCode.BadUsage, new Diagnostic(id, DiagnosticSeverity.Error, message, remedy));
}
