using System.Text.Json;
using Joulemark.Planning;
using Joulemark.Workloads.Data;

namespace Joulemark.Workloads;

/// <summary>
/// Prompts from any JSON-lines file: from the field that the spec names, or the first of the known ones that a line has.
/// A list of texts is a conversation, turn by turn; a list of numbers is a prompt in the model's token ids.
/// </summary>
internal sealed class JsonLinesWorkload : IWorkload
{
    private const string Remedy = "Give one JSON object per line, with a \"prompt\" field; workload.prompt-field names another.";
    private static readonly string[] PromptFields = ["prompt", "question", "turns", "input", "text", "instruction"];

    public string Kind => "prompts";

    public WorkloadTask Load(WorkloadSpec spec, int seed)
    {
        var problems = new DataProblems(spec.Path ?? "", Remedy);
        var chosen = new SeededChoice<TaskItem>(spec.Requests, seed);
        bool marked = false, answered = true;
        foreach (var (number, line) in DataLines.ReadObjects(spec, problems))
        {
            var item = Read(spec, line, number, problems, ref marked);
            answered &= item?.Answer is not null;
            if (item is not null)
                chosen.Offer((out TaskItem entry) => (entry = item) is not null);
        }

        problems.Throw();
        return DataSet.ToTask(spec, chosen.ToList(), () => marked ? new FinalNumberScorer() : answered ? new ExactScorer() : null);
    }

    private static TaskItem? Read(WorkloadSpec spec, JsonElement line, long number, DataProblems problems, ref bool marked)
    {
        var ids = spec.PromptField is { } list ? DataFields.TokenIds(line, list) : PromptFields.Select(f => DataFields.TokenIds(line, f)).FirstOrDefault(i => i is not null);
        if (ids is not null && spec.Template != "{prompt}")
        {
            problems.Add(number, 1, "the prompt is a list of token ids, around which workload.template cannot be put");
            return null;
        }

        var turns = ids is not null ? [string.Join(' ', ids)]
            : spec.PromptField is { } field ? DataFields.Texts(line, field)
            : PromptFields.Select(f => DataFields.Texts(line, f)).FirstOrDefault(t => t.Count > 0) ?? [];
        if (turns.Count == 0 && (spec.PromptField is not null || spec.Template.Contains("{prompt}", StringComparison.Ordinal)))
        {
            problems.Add(number, 1, spec.PromptField is { } named ? $"no prompt: there is no text in the field '{named}'" : $"no prompt: none of the fields {string.Join(", ", PromptFields)} is there");
            return null;
        }

        var missing = new List<string>();
        var prompt = PromptTemplate.Fill(spec.Template, turns.Count > 0 ? turns[0] : "", line, missing);
        if (missing.Count > 0)
        {
            problems.Add(number, 1, $"workload.template asks for {{{missing[0]}}}, which this line does not have");
            return null;
        }

        var answers = DataFields.Texts(line, spec.AnswerField);
        marked |= answers.Exists(a => a.Contains(FinalAnswer.Marker, StringComparison.Ordinal));
        return new TaskItem(prompt, answers.Count > 0 ? FinalAnswer.Of(answers[0]) : null)
        {
            PromptTokenIds = ids,
            FollowUps = [.. turns.Skip(1)],
            OtherAnswers = [.. answers.Skip(1).Select(FinalAnswer.Of)],
        };
    }
}
