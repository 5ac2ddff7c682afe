using Joulemark.Analysis;

namespace Joulemark.Comparison.Sweeping;

/// <summary>Between which loads of a series the highest lies that meets the objectives.</summary>
internal static class SweepLimits
{
    private const string Overloaded = "overloaded";

    /// <summary>The limit; null where no load is swept alone, or there are no objectives.</summary>
    public static SweepLimit? Of(SweepSpace space, IReadOnlyList<SweepMember> members)
    {
        if (!space.IsOverLoad || space.Keys.Count != 1 || !members.Any(m => m.Outcome is not null))
            return null;
        var meets = members.LastOrDefault(m => Meets(m));
        var above = members.SkipWhile(m => meets is not null && m != meets).Where(m => m != meets && m.WasMeasured).ToList();
        var misses = above.Find(Misses);
        return new SweepLimit(meets?.Name, misses?.Name, [.. above.TakeWhile(m => m != misses).Select(m => m.Name)], members.Sum(m => m.Evidence.Windows.Count));
    }

    public static bool Meets(SweepMember member) => member.IsUsable && member.Outcome == ObjectiveOutcome.Met;

    /// <summary>True where an objective is missed for certain, or the server could not take the load.</summary>
    public static bool Misses(SweepMember member) =>
        member.IsComparable && (member.Validity.Reasons.Any(r => r.Code == Overloaded) || (member.Validity.Valid && member.Outcome == ObjectiveOutcome.NotMet));
}
