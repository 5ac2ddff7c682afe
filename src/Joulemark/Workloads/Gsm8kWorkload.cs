using Joulemark.Planning;
using Joulemark.Workloads.Data;

namespace Joulemark.Workloads;

/// <summary>GSM8K: word problems whose final number can be checked (openai/grade-school-math, <c>{question, answer}</c>, the answer after <c>####</c>).</summary>
internal sealed class Gsm8kWorkload : IWorkload
{
    public string Kind => "gsm8k";

    public WorkloadTask Load(WorkloadSpec spec, int seed)
    {
        var problems = new DataProblems(spec.Path ?? "", "GSM8K's files have {\"question\", \"answer\": \"… #### 18\"} a line.");
        var chosen = new SeededChoice<TaskItem>(spec.Requests, seed);
        foreach (var (number, line) in DataLines.ReadObjects(spec, problems))
        {
            var missing = new List<string>();
            if (DataFields.Texts(line, "question") is not [var question])
                problems.Add(number, 1, "no \"question\"");
            else if (DataFields.Texts(line, "answer") is not [var answer] || !answer.Contains(FinalAnswer.Marker, StringComparison.Ordinal))
                problems.Add(number, 1, $"no \"answer\" with a final number after {FinalAnswer.Marker}");
            else if (PromptTemplate.Fill(spec.Template, question, line, missing) is var prompt && missing.Count > 0)
                problems.Add(number, 1, $"workload.template asks for {{{missing[0]}}}, which this line does not have");
            else
                chosen.Offer((out TaskItem item) => (item = new TaskItem(prompt, FinalAnswer.Of(answer))) is not null);
        }

        problems.Throw();
        return DataSet.ToTask(spec, chosen.ToList(), () => new FinalNumberScorer());
    }
}
