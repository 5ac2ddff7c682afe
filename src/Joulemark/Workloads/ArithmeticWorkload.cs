using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Planning;

namespace Joulemark.Workloads;

/// <summary>Generated arithmetic problems from the test part that the reference models never saw, each asked once.</summary>
internal sealed class ArithmeticWorkload : IWorkload
{
    public string Kind => "arithmetic";

    public WorkloadTask Load(WorkloadSpec spec, int seed)
    {
        // Among the one-step problems few are distinct, so a very large task could not be made of distinct ones.
        const int MostDistinct = 100_000;
        if (spec.Requests > MostDistinct)
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM1008", DiagnosticSeverity.Error,
                $"workload.requests is {spec.Requests}; kind arithmetic has at most {MostDistinct} distinct problems", "Ask for fewer."));
        }

        var random = new Random(seed);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var items = new List<TaskItem>(spec.Requests);
        while (items.Count < spec.Requests)
        {
            var problem = ArithmeticProblem.DrawTest(random);
            if (!seen.Add(problem.Canonical))
                continue;
            var prompt = PromptTemplate.Fill(spec.Template, problem.Ask(random), default, []);
            items.Add(new TaskItem(prompt, problem.Answer.ToString(CultureInfo.InvariantCulture)));
        }

        return new WorkloadTask(items, BuiltIns.Scorer(spec.Scorer, () => new ExactScorer()), ContentHash.Of(items));
    }
}
