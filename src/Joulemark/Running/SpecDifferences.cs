using System.Globalization;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Running.Searching;

namespace Joulemark.Running;

/// <summary>How a plan differs from the runs that it is to go on from: by key, each once.</summary>
internal static class SpecDifferences
{
    /// <param name="plan">The plan of the whole spec.</param>
    /// <param name="runs">The runs, the first first: all configurations of a grid are in it.</param>
    public static IReadOnlyList<string> Of(BenchmarkPlan plan, IReadOnlyList<RunRecord> runs)
    {
        var curves = plan.IsSearch ? plan.Configurations.Select(start => new SearchCurve(plan, start)).ToList() : [];
        var recorded = runs.SelectMany(r => r.Header.Configurations).DistinctBy(c => c.Name, StringComparer.Ordinal).ToList();
        var differences = Sweeps(plan.Sweep?.Spec.ToRecord(), runs[0].Header.Sweep).ToList();
        foreach (var configuration in recorded)
        {
            var planned = plan.IsSearch ? curves.Select(c => c.Find(configuration)).FirstOrDefault(c => c is not null) : plan.Configurations.FirstOrDefault(c => c.Name == configuration.Name);
            differences.AddRange(planned is null ? [$"'{configuration.Name}' was measured and is not in the spec"] : Values(configuration, RunHeaders.Describe(planned, plan)));
        }

        if (!plan.IsSearch)
            differences.AddRange(plan.Configurations.Where(c => !recorded.Exists(r => r.Name == c.Name)).Select(c => $"'{c.Name}' is in the spec and was not to be measured"));
        return [.. differences.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Sweeps(SweepRecord? now, SweepRecord? then)
    {
        string Keys(SweepRecord? sweep) => sweep is null ? "nothing" : string.Join(", ", sweep.Keys);
        if (Keys(now) != Keys(then))
            yield return $"sweep: {Keys(then)} was swept, and {Keys(now)} is now";
        else if (now?.Search != then?.Search)
            yield return $"sweep.search was {then?.Search ?? "left out"} and is {now?.Search ?? "left out"}";
        else if (now?.Resolution is { } share && then?.Resolution is { } before && !share.Equals(before))
            yield return string.Create(CultureInfo.InvariantCulture, $"sweep.resolution was {before:P0} and is {share:P0}");
    }

    private static IEnumerable<string> Values(ConfigurationRecord then, ConfigurationRecord now)
    {
        foreach (var key in then.Spec.Keys.Union(now.Spec.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            // A key that an older version did not know had its default.
            var (a, b) = (then.Spec.GetValueOrDefault(key), now.Spec.GetValueOrDefault(key));
            if (a != b && !(a is null && b == SpecKeys.ByPath.GetValueOrDefault(key)?.Default))
                yield return $"{key} was {a ?? "not given"} and is {b ?? "not given"}";
        }

        if (then.TaskHash != now.TaskHash && then.Spec.GetValueOrDefault("workload.requests") == now.Spec.GetValueOrDefault("workload.requests"))
            yield return "the workload's items are others (their SHA-256 differs)";
        if (then.TemplateHash != now.TemplateHash && then.Spec.GetValueOrDefault("workload.template") == now.Spec.GetValueOrDefault("workload.template"))
            yield return "the prompt template is another";
    }
}
