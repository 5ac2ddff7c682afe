namespace Joulemark.Comparison.Sweeping;

/// <summary>
/// The points that none is better than in two figures at once (Pareto). One is dominated for certain only where a single
/// rival is better in both beyond the intervals of their ratios: each is told at 5 %, one-sided, shared out among the rivals,
/// and both must be told, so that the two need no further allowance (Berger 1982,
/// doi:10.1080/00401706.1982.10487790).
/// </summary>
/// <param name="good">The figure of which more is better, or less where <paramref name="moreIsBetter"/> is false.</param>
/// <param name="cost">The figure of which less is better.</param>
/// <param name="moreIsBetter">Whether more of the first is better.</param>
internal sealed class SweepFront(string good, string? cost, bool moreIsBetter)
{
    /// <summary>The place of each of some points.</summary>
    public IReadOnlyDictionary<SweepMember, SweepPlace> Places(IReadOnlyList<SweepMember> members)
    {
        var field = members.Where(m => Problem(m) is null).OrderBy(m => m.Positive(good) * (moreIsBetter ? -1 : 1)).ToList(); // the best first: it is the one to name
        var confidence = 1 - (2 * new SharedLevel(field.Count - 1).Each);
        return members.ToDictionary(m => m, m => Problem(m) is { } why ? new SweepPlace(SweepStanding.None) { Why = why } : Place(m, field, confidence));
    }

    private SweepPlace Place(SweepMember one, List<SweepMember> field, double confidence)
    {
        SweepMember? possibly = null;
        foreach (var rival in field.Where(r => r != one && IsAhead(r, one)))
        {
            if (IsBetter(good, moreIsBetter, rival, one, confidence) && IsBetter(cost!, false, rival, one, confidence))
                return new SweepPlace(SweepStanding.Dominated) { By = rival.Name };
            possibly ??= rival;
        }

        return possibly is null ? new SweepPlace(SweepStanding.Front) : new SweepPlace(SweepStanding.PossiblyDominated) { By = possibly.Name };
    }

    /// <summary>By the figures alone: no worse in either, and better in one.</summary>
    private bool IsAhead(SweepMember rival, SweepMember one)
    {
        var more = Math.Sign(rival.Positive(good)!.Value.CompareTo(one.Positive(good)!.Value)) * (moreIsBetter ? 1 : -1);
        var less = Math.Sign(one.Positive(cost!)!.Value.CompareTo(rival.Positive(cost!)!.Value));
        return more >= 0 && less >= 0 && more + less > 0;
    }

    private static bool IsBetter(string metric, bool moreIsBetter, SweepMember rival, SweepMember one, double confidence)
    {
        var ratio = SweepRatio.Of(metric, one, rival, confidence);
        return moreIsBetter ? ratio.Lower > 1 : ratio.Upper < 1;
    }

    private string? Problem(SweepMember member) =>
        !member.Validity.Valid ? $"not valid: {string.Join(", ", member.Validity.Reasons.Select(r => r.Code).Distinct(StringComparer.Ordinal))}"
        : !member.IsComparable ? "not comparable with the other points"
        : cost is null ? "no latency is known"
        : Missing(member, good) ?? Missing(member, cost);

    private static string? Missing(SweepMember member, string metric) => member.Positive(metric) is not null ? null
        : member.Figure(metric) is { Value: { } value } ? FormattableString.Invariant($"{metric} is {value}") : $"no {metric}: {member.Figure(metric).Method}";
}
