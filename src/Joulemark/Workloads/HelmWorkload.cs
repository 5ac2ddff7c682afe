using System.Text.Json;
using Joulemark.Planning;
using Joulemark.Workloads.Data;

namespace Joulemark.Workloads;

/// <summary>
/// HELM's <c>scenario_state.json</c>: the requests that an evaluation made, with the references that are tagged as correct
/// (stanford-crfm/helm, ScenarioState). Where answers are given by letter, the letters that stand for a correct reference
/// are right as well.
/// </summary>
internal sealed class HelmWorkload : IWorkload
{
    private const string Remedy = "HELM's scenario_state.json has {\"request_states\": [{\"instance\": {\"input\", \"references\"}, \"request\": {\"prompt\"}, …}]}.";

    public string Kind => "helm";

    public WorkloadTask Load(WorkloadSpec spec, int seed)
    {
        var problems = new DataProblems(spec.Path ?? "", Remedy);
        var chosen = new SeededChoice<TaskItem>(spec.Requests, seed);
        var answered = true;
        try
        {
            using var file = DataLines.Open(spec);
            var entries = new JsonEntries(file, "request_states");
            while (entries.TryNext(out var entry))
            {
                if (Read(spec, entry, out var problem) is { } item)
                {
                    answered &= item.Answer is not null;
                    chosen.Offer((out TaskItem e) => (e = item) is not null);
                }
                else
                {
                    problems.Add(entries.Line, entries.Column, problem);
                }
            }
        }
        catch (JsonException e)
        {
            problems.Add((e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1, e.Message);
        }

        problems.Throw();
        return DataSet.ToTask(spec, chosen.ToList(), () => answered ? new QuasiExactScorer() : null);
    }

    private static TaskItem? Read(WorkloadSpec spec, JsonElement entry, out string problem)
    {
        problem = "";
        var prompt = DataFields.Texts(entry, spec.PromptField ?? "request.prompt").FirstOrDefault() ?? DataFields.Texts(entry, "instance.input.text").FirstOrDefault();
        if (prompt is null)
        {
            problem = "a request state without \"request.prompt\" and \"instance.input.text\"";
            return null;
        }

        var missing = new List<string>();
        var filled = PromptTemplate.Fill(spec.Template, prompt, entry, missing);
        if (missing.Count > 0)
        {
            problem = $"workload.template asks for {{{missing[0]}}}, which this entry does not have";
            return null;
        }

        var correct = References(entry);
        var letters = DataFields.Find(entry, "output_mapping") is { ValueKind: JsonValueKind.Object } mapping
            ? mapping.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.String && correct.Contains(m.Value.GetString()!, StringComparer.Ordinal)).Select(m => m.Name)
            : [];
        List<string> answers = [.. letters, .. correct];
        return new TaskItem(filled, answers.FirstOrDefault()) { OtherAnswers = [.. answers.Skip(1)] };
    }

    private static List<string> References(JsonElement entry)
    {
        if (DataFields.Find(entry, "instance.references") is not { ValueKind: JsonValueKind.Array } references)
            return [];
        return [.. references.EnumerateArray()
            .Where(r => DataFields.Texts(r, "tags").Contains("correct", StringComparer.Ordinal))
            .SelectMany(r => DataFields.Texts(r, "output.text"))];
    }
}
