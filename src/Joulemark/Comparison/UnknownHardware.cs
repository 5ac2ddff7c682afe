using Joulemark.Machines;

namespace Joulemark.Comparison;

/// <summary>Hardware that is known of one side only: whoever decides by himself must not take it for the same.</summary>
internal static class UnknownHardware
{
    /// <summary>True for such a key; one that need not be the same, is isolated, or was allowed, forbids nothing.</summary>
    public static bool Forbids(FactDifference difference, IReadOnlyList<string> isolated) =>
        difference is { Verdict: DifferenceVerdict.CannotBeTold, Group: FactGroup.Hardware } && ComparabilityRules.Of(difference.Key) is null
        && !isolated.Any(i => FactKey.Matches(i, difference.Key)) && FactConsequences.CauseOf(difference.Key, isolated) is null;
}
