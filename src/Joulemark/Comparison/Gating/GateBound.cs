using Joulemark.Statistics;

namespace Joulemark.Comparison.Gating;

/// <summary>A rule's limit as an end that an interval must not be beyond.</summary>
/// <param name="Limit">The end: a ratio, points, or an amount in the metric's unit.</param>
/// <param name="IsMost">True for the most that it may be, false for the least.</param>
internal readonly record struct GateBound(double Limit, bool IsMost)
{
    /// <summary>Of candidate ÷ baseline.</summary>
    public static GateBound OfRatio(GateRule rule)
    {
        var (limit, isMost) = OfDifference(rule);
        return new(1 + limit, isMost);
    }

    /// <summary>Of candidate less baseline, as a share or in points.</summary>
    public static GateBound OfDifference(GateRule rule) => rule.MaxIncrease is { } most ? new(most, IsMost: true) : new(-rule.MaxDecrease!.Value, IsMost: false);

    /// <summary>Of the candidate's own figure.</summary>
    public static GateBound OfAmount(GateRule rule) => rule.AtMost is { } most ? new(most, IsMost: true) : new(rule.AtLeast!.Value, IsMost: false);

    /// <summary>Broken where all of the interval is beyond, kept where all of it is within; without an interval nothing is certain.</summary>
    public GateVerdict Of(Interval interval) => IsMost
        ? interval.Lower > Limit ? GateVerdict.Fail : interval.Upper <= Limit ? GateVerdict.Pass : GateVerdict.Inconclusive
        : interval.Upper < Limit ? GateVerdict.Fail : interval.Lower >= Limit ? GateVerdict.Pass : GateVerdict.Inconclusive;
}
