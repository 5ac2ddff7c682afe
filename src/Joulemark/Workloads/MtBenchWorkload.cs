using Joulemark.Planning;
using Joulemark.Workloads.Data;

namespace Joulemark.Workloads;

/// <summary>MT-Bench: questions of two turns (lm-sys/FastChat, <c>{question_id, category, turns}</c>). Nothing in them can be checked by rule.</summary>
internal sealed class MtBenchWorkload : IWorkload
{
    public string Kind => "mt-bench";

    public WorkloadTask Load(WorkloadSpec spec, int seed)
    {
        var problems = new DataProblems(spec.Path ?? "", "MT-Bench's question.jsonl has {\"question_id\", \"category\", \"turns\": [first, second]} a line.");
        var chosen = new SeededChoice<TaskItem>(spec.Requests, seed);
        foreach (var (number, line) in DataLines.ReadObjects(spec, problems))
        {
            var turns = DataFields.Texts(line, "turns");
            var missing = new List<string>();
            var prompt = turns.Count == 0 ? "" : PromptTemplate.Fill(spec.Template, turns[0], line, missing);
            if (turns.Count == 0)
                problems.Add(number, 1, "no \"turns\" with texts in it");
            else if (missing.Count > 0)
                problems.Add(number, 1, $"workload.template asks for {{{missing[0]}}}, which this line does not have");
            else
                chosen.Offer((out TaskItem item) => (item = new TaskItem(prompt, null) { FollowUps = [.. turns.Skip(1)] }) is not null);
        }

        problems.Throw();
        return DataSet.ToTask(spec, chosen.ToList(), () => null);
    }
}
