using System.Globalization;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Gating;

/// <summary>A gate's rule in words: the metric with its unit, and the limit.</summary>
internal static class GateRuleName
{
    /// <summary>The rule as people read it, e.g. <c>energy_per_request (J/request) max-increase 15 %</c>.</summary>
    public static string Of(GateRuleOutcome outcome)
    {
        var (rule, unit) = (outcome.Rule, UnitOf(outcome));
        var metric = unit is null or MetricUnit.Share ? rule.Metric : $"{rule.Metric} ({unit})";
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
        { MaxIncrease: { } most } => string.Create(CultureInfo.InvariantCulture, $"{rule.Metric} max-increase {most * 100:0.##########}%"),
        { MaxDecrease: { } most } => string.Create(CultureInfo.InvariantCulture, $"{rule.Metric} max-decrease {most * 100:0.##########}%"),
        { AtMost: { } most } => string.Create(CultureInfo.InvariantCulture, $"{rule.Metric} at-most {most}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{rule.Metric} at-least {rule.AtLeast}"),
    };

    /// <summary>Of the figures; where there are none, of the metric as it is made, so that a name does not change with what was measured.</summary>
    private static string? UnitOf(GateRuleOutcome outcome) => (outcome.Candidate ?? outcome.Baseline)?.Unit ?? MetricUnit.Of(outcome.Rule.Metric);

    /// <summary>A share's change is in points.</summary>
    private static string Change(double share, string? unit) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##########} {(unit == MetricUnit.Share ? "points" : "%")}");

    /// <summary>A limit as it was set, in the unit of the figure beside it: a share in percent, joules, watts and seconds with a prefix.</summary>
    public static string Amount(double limit, string? unit) => unit switch
    {
        MetricUnit.Share => string.Create(CultureInfo.InvariantCulture, $"{limit * 100:0.##########} %"),
        null => limit.ToString(CultureInfo.InvariantCulture),
        _ => Figures.Exactly(limit, unit),
    };
}
