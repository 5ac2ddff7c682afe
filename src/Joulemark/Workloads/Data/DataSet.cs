using Joulemark.Diagnostics;
using Joulemark.Planning;

namespace Joulemark.Workloads.Data;

/// <summary>Makes a task of the entries that were chosen from a data file.</summary>
internal static class DataSet
{
    /// <param name="spec">What is asked for.</param>
    /// <param name="chosen">The entries, at most as many as the task has.</param>
    /// <param name="scorer">The scorer of the data set's own, for <c>auto</c>.</param>
    /// <param name="notes">What to say of it.</param>
    public static WorkloadTask ToTask(WorkloadSpec spec, List<TaskItem> chosen, Func<IScorer?> scorer, params IReadOnlyList<Diagnostic> notes)
    {
        if (chosen.Count == 0)
            throw DataProblems.Whole($"the data file '{spec.Path}' has no prompts", "docs/workloads.md says what each kind reads.");

        // A file shorter than the task is asked again from its start, so that the task has the size the spec gives.
        var fromFile = chosen.Count;
        while (chosen.Count < spec.Requests)
            chosen.Add(chosen[chosen.Count - fromFile]);
        var check = BuiltIns.Scorer(spec.Scorer, scorer);
        if (check is not null && chosen.Exists(i => i.Answer is null))
            throw DataProblems.Whole($"workload.scorer is {spec.Scorer}, but '{spec.Path}' has entries without a right answer", "Use workload.scorer: none, or add the answers (workload.answer-field).");
        return new WorkloadTask(chosen, check, ContentHash.Of(chosen)) { DistinctItems = fromFile, Notes = notes };
    }
}
