using Joulemark.Analysis.Metrics;
using Joulemark.Diagnostics;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Recommending;

/// <summary>The objectives that every configuration is held to: those the user gives, else the specs'.</summary>
/// <param name="Limits">In seconds, by name.</param>
/// <param name="Diagnostics">What must be known of them.</param>
internal sealed record RecommendationObjectives(IReadOnlyDictionary<string, double> Limits, IReadOnlyList<Diagnostic> Diagnostics)
{
    public static RecommendationObjectives Of(IReadOnlyList<Contender> contenders, RecommendationOptions options)
    {
        if (options.Objectives.Count > 0)
            return new RecommendationObjectives(options.Objectives, []);
        var comparable = contenders.Where(c => c.IsComparable).ToList();
        var specs = (comparable.Count > 0 ? comparable : contenders).Select(c => Objective.Of(c.Configuration.Spec)).ToList();
        var named = specs.SelectMany(s => s).GroupBy(o => o.Name, StringComparer.Ordinal).ToList();

        // One limit for all, or the choice would be between different promises.
        var limits = named.ToDictionary(g => g.Key, g => g.Min(o => o.Limit.TotalSeconds), StringComparer.Ordinal);
        return new RecommendationObjectives(limits, [.. named.Where(g => g.Count() < specs.Count || g.Select(o => o.Limit).Distinct().Count() > 1).Select(g => new Diagnostic("JM7043", DiagnosticSeverity.Warning,
            $"the specs do not set the same objective {g.Key}: all are held to the strictest, {Figures.Scaled(limits[g.Key], "s")}", $"Say which you mean: --objective {g.Key}=..."))]);
    }
}
