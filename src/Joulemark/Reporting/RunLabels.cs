using Joulemark.Comparison;

namespace Joulemark.Reporting;

/// <summary>
/// What to call each of several runs: by its benchmark's name and the end of its id, as starts of one benchmark have one name; by
/// the whole id where that does not tell two apart. A run that stands alone has its name.
/// </summary>
internal static class RunLabels
{
    /// <summary>Labels by id; a run that is given twice counts once.</summary>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<RunResult> runs)
    {
        var all = runs.DistinctBy(r => r.Id, StringComparer.Ordinal).ToList();
        if (all is [var alone])
            return new Dictionary<string, string>(StringComparer.Ordinal) { [alone.Id] = alone.Name };
        return all.GroupBy(Short, StringComparer.Ordinal).SelectMany(alike => alike.Select(r => (r.Id, Label: alike.Count() == 1 ? alike.Key : r.Id)))
            .ToDictionary(r => r.Id, r => r.Label, StringComparer.Ordinal);
    }

    private static string Short(RunResult run) => $"{run.Name} {run.Id[(run.Id.LastIndexOf('-') + 1)..]}";
}
