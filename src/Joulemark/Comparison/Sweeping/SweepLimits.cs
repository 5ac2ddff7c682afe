using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Comparison.Sweeping;

/// <summary>Between which loads of a series the highest lies that meets the objectives.</summary>
internal static class SweepLimits
{
    /// <summary>The limit; null where no load is swept alone, or there are no objectives.</summary>
    /// <param name="space">The swept keys.</param>
    /// <param name="members">The points of the series, along the load.</param>
    /// <param name="runs">The runs that the windows were spent in.</param>
    public static SweepLimit? Of(SweepSpace space, IReadOnlyList<SweepMember> members, IReadOnlyList<RunRecord> runs)
    {
        if (!space.IsOverLoad || space.Keys.Count != 1 || !members.Any(m => m.Outcome is not null))
            return null;
        var meets = members.LastOrDefault(m => Meets(m));
        var above = members.SkipWhile(m => meets is not null && m != meets).Where(m => m != meets && m.WasMeasured).ToList();
        var names = members.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var misses = above.Find(Misses);
        return new SweepLimit(meets?.Name, misses?.Name, [.. above.TakeWhile(m => m != misses).Select(m => m.Name)], runs.Sum(r => r.Windows.Count(w => w.Stage == Stage.Window && names.Contains(w.Configuration!))));
    }

    public static bool Meets(SweepMember member) => member.IsUsable && member.Outcome == ObjectiveOutcome.Met;

    /// <summary>True where every figure is within its limit, though the intervals may not tell.</summary>
    public static bool SeemsToMeet(SweepMember member) => member.IsUsable && member.Outcome is not null && member.Result.Objectives.All(o => o.Figure.Value <= o.LimitSeconds);

    /// <summary>True where an objective is missed for certain, or the server could not take the load.</summary>
    public static bool Misses(SweepMember member) =>
        member.IsComparable && (member.IsBeyondTheServer || (member.Validity.Valid && member.Outcome == ObjectiveOutcome.NotMet));
}
