namespace Joulemark.Comparison;

/// <summary>How a key, or every key of a pattern, is to be compared.</summary>
/// <param name="Pattern">A key, see <see cref="FactKey.Matches"/>.</param>
/// <param name="Kind">How it matters.</param>
/// <param name="Why">Why, in words, for people.</param>
internal sealed record ComparabilityRule(string Pattern, ComparabilityRuleKind Kind, string Why)
{
    /// <summary>True when two values are so near that their difference does not matter; for rules at a distance.</summary>
    public Func<string, string, bool> IsNear { get; init; } = (_, _) => true;
}
