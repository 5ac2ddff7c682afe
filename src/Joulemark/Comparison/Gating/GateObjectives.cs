using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Diagnostics;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Gating;

/// <summary>
/// The latency objectives that a candidate is held to: those of its own spec and those of the baseline's. A change that drops or
/// loosens an objective must not pass for the want of it.
/// </summary>
internal static class GateObjectives
{
    private static readonly string[] ByThem = ["goodput", "good_share", "energy_per_good_request"];

    /// <summary>The candidate's objectives, and those of the baseline that it does not set, or sets looser.</summary>
    public static IReadOnlyList<ObjectiveResult> Of(ComparedSides sides) => [.. sides.ResultB.Objectives, .. Lost(sides).Select(o => Judge(o, sides))];

    /// <summary>What is to be said where they differ; null where they do not.</summary>
    public static Diagnostic? Difference(ComparedSides sides) => AreTheSame(sides) ? null : new Diagnostic("JM7056", DiagnosticSeverity.Warning,
        $"the objectives differ: {Words(sides.A)} of the baseline, {Words(sides.B)} of the candidate{(Lost(sides).Any() ? "; the candidate is held to both" : "")}",
        "Give both specs the same objectives; or name the limits that count in a policy's rules, with 'objectives: false'.");

    /// <summary>An objective as a rule.</summary>
    public static GateRule RuleOf(ObjectiveResult objective) => new(objective.Metric) { AtMost = objective.LimitSeconds };

    /// <summary>Of a rule that compares figures by objectives that differ; null for any other.</summary>
    public static GateRuleOutcome? Incomparable(GateRule rule, ComparedSides sides) => !rule.IsRelative || !ByThem.Contains(rule.Metric, StringComparer.Ordinal) || AreTheSame(sides) ? null : new()
    {
        Rule = rule, Verdict = GateVerdict.Invalid,
        Evidence = $"{rule.Metric} is by the objectives, which differ: {Words(sides.A)} of the baseline, {Words(sides.B)} of the candidate",
        Remedy = "Measure both by the same objectives.",
    };

    private static bool AreTheSame(ComparedSides sides) => Limits(sides.A).SequenceEqual(Limits(sides.B));

    private static IEnumerable<Objective> Lost(ComparedSides sides) =>
        sides.A.Objectives.Where(o => !sides.B.Objectives.Any(other => other.Name == o.Name && other.Limit <= o.Limit));

    private static ObjectiveResult Judge(Objective objective, ComparedSides sides)
    {
        var result = ObjectiveResult.Of(objective.Name, objective.Limit.TotalSeconds, sides.ResultB.Metrics[objective.Metric], sides.B.Windows.Count, sides.ResultB.Metrics);
        return sides.ResultB.IsClientSaturated ? result.OfSaturatedClient() : result;
    }

    private static IEnumerable<(string Name, TimeSpan Limit)> Limits(ConfigurationEvidence side) => side.Objectives.Select(o => (o.Name, o.Limit));

    private static string Words(ConfigurationEvidence side) =>
        side.Objectives.Count == 0 ? "none" : string.Join(" and ", side.Objectives.Select(o => $"{o.Name} {Figures.Scaled(o.Limit.TotalSeconds, "s")}"));
}
