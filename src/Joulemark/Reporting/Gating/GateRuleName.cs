using System.Globalization;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison.Gating;

namespace Joulemark.Reporting.Gating;

/// <summary>A gate's rule in words: the metric with its unit, and the limit.</summary>
internal static class GateRuleName
{
    /// <summary>The rule as people read it, e.g. <c>energy_per_request (J/request) max-increase 15 %</c>.</summary>
    public static string Of(GateRuleOutcome outcome)
    {
        var (rule, unit) = (outcome.Rule, UnitOf(outcome));
        var metric = unit is null or "1" ? rule.Metric : $"{rule.Metric} ({unit})";
        return rule switch
        {
            { MaxIncrease: { } most } => $"{metric} max-increase {Change(most, unit)}",
            { MaxDecrease: { } most } => $"{metric} max-decrease {Change(most, unit)}",
            { AtMost: { } most } => $"{rule.Metric} at-most {Amount(most, unit)}",
            _ => $"{rule.Metric} at-least {Amount(rule.AtLeast ?? 0, unit)}",
        };
    }

    /// <summary>The rule as it is written in a policy, the same from version to version: what a tool knows it again by.</summary>
    public static string KeyOf(GateRule rule) => rule switch
    {
        { MaxIncrease: { } most } => string.Create(CultureInfo.InvariantCulture, $"{rule.Metric} max-increase {most * 100:0.##}%"),
        { MaxDecrease: { } most } => string.Create(CultureInfo.InvariantCulture, $"{rule.Metric} max-decrease {most * 100:0.##}%"),
        { AtMost: { } most } => string.Create(CultureInfo.InvariantCulture, $"{rule.Metric} at-most {most}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{rule.Metric} at-least {rule.AtLeast}"),
    };

    /// <summary>Of the figures; where there are none, of the metric as it is made, so that a name does not change with what was measured.</summary>
    private static string? UnitOf(GateRuleOutcome outcome) => (outcome.Candidate ?? outcome.Baseline)?.Unit
        ?? WindowMetrics.All.FirstOrDefault(m => m.Name == outcome.Rule.Metric)?.Unit
        ?? (outcome.Rule.Metric.StartsWith("ttft_", StringComparison.Ordinal) || outcome.Rule.Metric.StartsWith("tpot_", StringComparison.Ordinal)
            || outcome.Rule.Metric.StartsWith("itl_", StringComparison.Ordinal) || outcome.Rule.Metric.StartsWith("e2e_", StringComparison.Ordinal) ? "s" : null);

    /// <summary>A share's change is in points.</summary>
    private static string Change(double share, string? unit) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} {(unit == "1" ? "points" : "%")}");

    private static string Amount(double limit, string? unit) => unit switch
    {
        "1" => string.Create(CultureInfo.InvariantCulture, $"{limit * 100:0.##} %"),
        null => limit.ToString(CultureInfo.InvariantCulture),
        _ => Figures.Scaled(limit, unit),
    };
}
