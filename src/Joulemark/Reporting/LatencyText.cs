using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;

namespace Joulemark.Reporting;

/// <summary>Latencies and what is asked of them, as people say it.</summary>
internal static class LatencyText
{
    /// <summary>A latency's figure by its metric or its objective, e.g. <c>TTFT p99</c> of <c>ttft-p99</c>.</summary>
    public static string Name(string metric)
    {
        var name = Objective.MetricOf(metric);
        return name.LastIndexOf('_') is > 0 and var dash ? $"{name[..dash].ToUpperInvariant().Replace('_', ' ')} {name[(dash + 1)..]}" : name;
    }

    /// <summary>What an objective allows, e.g. <c>≤ 100 ms</c>.</summary>
    public static string Limit(double seconds) => $"≤ {Figures.Scaled(seconds, "s")}";

    /// <summary>A latency's name as a heading has it: with its limit, where all that are asked of it ask the same.</summary>
    public static string Heading(string metric, IEnumerable<ObjectiveResult> objectives) =>
        objectives.Where(o => o.Metric == metric).Select(o => o.LimitSeconds).Distinct().ToList() is [var limit] ? $"{Name(metric)} {Limit(limit)}" : Name(metric);

    /// <summary>The limit, and whether it is kept for certain.</summary>
    public static string Outcome(ObjectiveResult objective) => $"{Limit(objective.LimitSeconds)}: {objective.Outcome switch
    {
        ObjectiveOutcome.Met => "met",
        ObjectiveOutcome.NotMet => "NOT met",
        _ => "undecided",
    }}";
}
