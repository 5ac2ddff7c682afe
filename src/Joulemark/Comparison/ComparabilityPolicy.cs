namespace Joulemark.Comparison;

/// <summary>Judges the differences of two fingerprints: everything must be the same but for what is isolated and what follows from it.</summary>
/// <param name="isolated">Keys that the comparison is about.</param>
/// <param name="allowed">Keys whose difference the user accepts.</param>
internal sealed class ComparabilityPolicy(IReadOnlyList<string> isolated, IReadOnlyList<string> allowed)
{
    /// <summary>Every key that is not the same, in its group; keys unknown on both sides are not among them.</summary>
    public IReadOnlyList<FactDifference> Judge(ConfigurationFingerprint a, ConfigurationFingerprint b) =>
        [
            .. a.Keys.Union(b.Keys, StringComparer.Ordinal).Select(key => (A: a[key], B: b[key]))
                .Where(f => f.A.Value != f.B.Value)
                .Select(f => Judge(f.A, f.B))
                .OrderBy(d => d.Group).ThenBy(d => d.Key, StringComparer.Ordinal),
        ];

    private FactDifference Judge(Machines.MachineFact a, Machines.MachineFact b)
    {
        var key = a.Key;
        var rule = ComparabilityRules.Of(key);
        var (verdict, why) = rule is { Kind: ComparabilityRuleKind.Never } ? (DifferenceVerdict.NotComparable, rule.Why)
            : rule is { Kind: ComparabilityRuleKind.Ignored } && !isolated.Any(i => FactKey.Matches(i, key)) ? (DifferenceVerdict.Ignored, rule.Why)
            : a.Value is not null && b.Value is not null ? Judge(key, a.Value, b.Value, rule)
            : IsAllowed(key) ? (DifferenceVerdict.Allowed, "the user allows it")
            : (DifferenceVerdict.CannotBeTold, a.Unknown ?? b.Unknown ?? "it is not known");
        return new FactDifference(key, a.Value, b.Value, verdict, why);
    }

    private (DifferenceVerdict Verdict, string Why) Judge(string key, string a, string b, ComparabilityRule? rule)
    {
        if (isolated.Any(i => FactKey.Matches(i, key)))
            return (DifferenceVerdict.Isolated, "it is what the comparison is about");
        if (rule is { Kind: ComparabilityRuleKind.AtADistance } && rule.IsNear(a, b))
            return (DifferenceVerdict.AtADistance, rule.Why);
        if (FactConsequences.CauseOf(key, isolated) is { } cause)
            return (DifferenceVerdict.Follows, $"it follows from {cause}");
        return IsAllowed(key) ? (DifferenceVerdict.Allowed, "the user allows it") : (DifferenceVerdict.NotComparable, rule?.Why ?? "it is not what is isolated");
    }

    private bool IsAllowed(string key) => allowed.Any(i => FactKey.Matches(i, key));
}
