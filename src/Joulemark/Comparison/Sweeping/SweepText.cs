using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Comparison.Sweeping;

/// <summary>The answer of a series in words.</summary>
/// <param name="space">The swept keys.</param>
/// <param name="metrics">The figures it is judged by.</param>
/// <param name="members">Its points.</param>
internal sealed class SweepText(SweepSpace space, SweepMetrics metrics, IReadOnlyList<SweepMember> members)
{
    private const int MostNamed = 4;

    public string Answer(SweepMember? best, SweepMember? nearest, SweepLimit? limit, IReadOnlyList<SweepKnee> knees, bool isHighestLoad, bool isFound = false)
    {
        string?[] sentences = [isHighestLoad && limit is not null ? Highest(limit) : null, best is null ? Nothing(nearest) : Best(best, isFound), members.Any(m => m.IsUsable) ? NotValid() : null, best is null ? null : Beside(), best is null ? null : Apart(best), best is null ? null : Knee(knees)];
        return string.Join(". ", sentences.OfType<string>());
    }

    private string Best(SweepMember best, bool isFound) =>
        $"The best operating point is {Name(best)}, {Claim(best, isFound)}: {Figures.WithInterval(best.Figure(metrics.Energy))} per {What}, at {Figures.Value(best.Figure(metrics.Throughput))} and {Figures.Value(best.Figure(SweepMetrics.Power))} ({Where(best)})";

    private string Usable => members.Any(m => m.Validity.Valid && !m.IsUsable) ? "valid and comparable" : "valid";

    private string What => metrics.Energy.EndsWith("request", StringComparison.Ordinal) ? "request" : "output token";

    /// <summary>What the best point is the best of, in the same words as what the others lack.</summary>
    private string Claim(SweepMember best, bool isFound)
    {
        var isOfIntervals = best.Figure(metrics.Energy).Lower is not null && members.Any(m => m.Reasons.Count == 0 && m.Figure(metrics.Energy).Lower is null);
        var qualifying = members.Count(m => m.Reasons.Count == 0 && !(isOfIntervals && m.Figure(metrics.Energy).Lower is null));
        var limits = best.Result.Objectives.Count > 0 ? Limits(best.Result.Objectives) : null;
        if (qualifying == 1)
            return $"the only one of {members.Count} points that {Asked($"is {Usable}", "meets", "has an interval")}";
        if (isFound)
            return $"where the search found the least energy per {What}{(limits is null ? "" : $" with {limits} met for certain")}";
        var those = qualifying == members.Count ? $"of all {qualifying} points" : $"of the {qualifying} of {members.Count} points";
        var asked = Asked($"are {Usable}", "meet", "have an interval");
        return $"the least energy per {What} {those}{(qualifying == members.Count && limits is null ? "" : $" that {asked}")}";

        string Asked(string isValid, string meets, string hasInterval)
        {
            string?[] parts = [limits is null || members.Any(m => !m.IsUsable) ? isValid : null, limits is null ? null : $"{meets} {limits} for certain", isOfIntervals ? hasInterval : null];
            return string.Join(" and ", parts.OfType<string>());
        }
    }

    /// <summary>Points that are not valid, and why: what was not held against the best.</summary>
    private string? NotValid()
    {
        var left = members.Where(m => !m.Validity.Valid).ToList();
        if (left.Count == 0)
            return null;
        var codes = left.SelectMany(m => m.Validity.Reasons).Select(r => r.Code).Distinct(StringComparer.Ordinal);
        return $"Not valid, and held against none: {Listed(left.Select(Name))} ({string.Join(", ", codes)})";
    }

    private string? Beside()
    {
        string?[] parts =
        [
            Those(SweepVerdict.Equivalent) is { Length: > 0 } same ? string.Create(CultureInfo.InvariantCulture, $"the same within {SweepChoice.Margin * 100:0} %: {same}") : null,
            Those(SweepVerdict.Tied, IsLessByMostWindows) is { Length: > 0 } less ? $"less than it by the geometric mean of the windows, and more by the sum of the joules, which few of them make (see JM5040): {less}" : null,
            Those(SweepVerdict.Tied, m => m.RatioToBest is { Lower: not null } && !IsLessByMostWindows(m)) is { Length: > 0 } tied ? $"not to be told apart from it: {tied}" : null,
            Those(SweepVerdict.Tied, m => m.RatioToBest is not { Lower: not null }) is { Length: > 0 } unknown ? $"of too few windows to be held against it: {unknown}" : null,
        ];
        var text = string.Join("; ", parts.OfType<string>());
        return text.Length == 0 ? null : char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static bool IsLessByMostWindows(SweepMember member) => member.RatioToBest is { Upper: < 1 };

    /// <summary>Why points are not told from the best whose own interval is apart from its: a ratio's interval is another, and wider.</summary>
    private string? Apart(SweepMember best)
    {
        var level = SweepChoice.Level(members);
        var apart = members.Where(m => m.Verdict == SweepVerdict.Tied && m.RatioToBest is { Lower: not null } && IsAbove(m.Figure(metrics.Energy), best.Figure(metrics.Energy))).ToList();
        return apart.Count == 0 ? null
            : $"Though {(apart.Count == 1 ? "its interval does" : "their intervals do")} not overlap the best point's, {Listed(apart.Select(m => $"{Name(m)} uses {Figures.Ratio(m.RatioToBest!)} × as much"))}: the interval of a ratio holds what both figures scatter by and how well their joules are known"
                + (level.Comparisons > 1 ? string.Create(CultureInfo.InvariantCulture, $", at {level.Confidence * 100:0.##} %, as the best is picked from {level.Comparisons} pairs") : "");
    }

    private static bool IsAbove(Metrology.Estimate figure, Metrology.Estimate other) => figure.Lower > other.Upper;

    // One window decides no objective: where the highest load has no more, it is the highest by that one.
    private static string Certainty(SweepMember member) => member.Result.Objectives.Any(o => o.IsOfOneWindow) ? "in one window" : "for certain";

    private string Nothing(SweepMember? nearest)
    {
        if (!members.Any(m => m.IsUsable))
            return "No point is valid, so that nothing is chosen";
        if (!members.Any(m => m.IsUsable && m.Positive(metrics.Energy) is not null))
            return "No valid point has an energy figure, so that nothing is chosen";
        if (SweepChoice.Alone(members) is { } alone)
            return $"Only {Name(alone)} of {members.Count} points is {Usable}, so that there is nothing to choose from";
        var missed = nearest?.Result.Objectives.Where(o => o.OutcomeOfItsWindows != ObjectiveOutcome.Met).MaxBy(o => o.Figure.Value / o.LimitSeconds);
        return missed is null ? "No point meets the objectives for certain"
            : $"No point meets the objectives for certain; {Name(nearest!)} comes nearest: {missed.Objective} is {Show(missed)}; the limit is {Figures.Scaled(missed.LimitSeconds, "s")}{(missed.OutcomeOfItsWindows == ObjectiveOutcome.NotMet ? SweepChoice.Excess(missed) : ": whether it is met cannot be told")}";
    }

    private string Highest(SweepLimit limit)
    {
        var (meets, misses) = (Find(limit.Meets), Find(limit.Misses));
        var seeming = limit.Undecided.Select(n => Find(n)!).LastOrDefault(SweepLimits.SeemsToMeet);
        var undecided = limit.Undecided.Count == 0 ? "" : $"; of {Listed(limit.Undecided.Select(n => Name(Find(n)!)))} it cannot be told{(seeming is null ? "" : $", though by its figures {Name(seeming)} meets them")}";
        var few = limit.Undecided.Select(n => Find(n)!).Where(HasTooFewRequests).ToList();
        if (few.Count > 0)
            undecided += $", since {Listed(few.Select(Name))} had too few requests for an interval: longer windows (measure.window) would tell";
        var above = misses is null ? "none above it was seen to miss them" : $"{Name(misses)} does not ({WhyNot(misses)})";
        var found = meets is null ? $"no load was found that meets the objectives for certain{(misses is null ? "" : $"; {above}")}" : $"the highest {SweepSpace.Short(space.Axis!)} that meets {Limits(meets.Result.Objectives)} {Certainty(meets)} is {meets.Factors[space.Axis!]}; {above}";
        return $"{char.ToUpperInvariant(found[0])}{found[1..]}{undecided}; {limit.Windows} windows were spent";
    }

    private string? Knee(IReadOnlyList<SweepKnee> knees) =>
        knees is not [{ Configuration: { } at } knee] || space.Axis is null ? null
        : $"More {SweepSpace.Short(space.Axis)} stops paying at about {Find(at)!.Factors[space.Axis]}"
            + (knee.Lower is { } lower && knee.Upper is { } upper && lower < upper ? $" (between {ValueAt(lower)} and {ValueAt(upper)})" : "");

    private string ValueAt(double value) => members.First(m => space.ValueOf(m.Factors) == value).Factors[space.Axis!];

    private static string WhyNot(SweepMember member) => member.Validity.Reasons is [var reason, ..] ? member.Validity.Reasons.Any(r => r.Code == "no-windows") ? "the server answered nothing but errors" : reason.Code
        : member.Result.Objectives.Where(o => o.OutcomeOfItsWindows == ObjectiveOutcome.NotMet).Select(o => $"{o.Objective} is {Show(o)}").First();

    private string Those(SweepVerdict verdict, Func<SweepMember, bool>? which = null) => Listed(members.Where(m => m.Verdict == verdict && which?.Invoke(m) != false).Select(Name));

    private string Listed(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(space.Keys.Count > 1 ? "; " : ", ", all.Take(MostNamed)) + (all.Count > MostNamed ? $" and {all.Count - MostNamed} more" : "");
    }

    private static string Limits(IReadOnlyList<ObjectiveResult> objectives) => string.Join(" and ", objectives.Select(o => $"{o.Objective} ≤ {Figures.Scaled(o.LimitSeconds, "s")}"));

    private static string Show(ObjectiveResult objective) => Figures.Value(objective.Figure) + (Figures.Range(objective.Figure) is { } range ? $" ({range})" : " (no interval)");

    private static string Where(SweepMember member) =>
        $"{(member.Result.Boundary is { } boundary ? $"boundary {RecordNames.Of(boundary)}, " : "")}{RecordNames.Of(member.Result.Provenance)}";

    /// <summary>True where an objective is undecided for want of an interval, which more requests in the windows would give.</summary>
    private static bool HasTooFewRequests(SweepMember member) =>
        member.IsUsable && member.Result.Objectives.Any(o => o is { OutcomeOfItsWindows: ObjectiveOutcome.Undecided, Figure: { Value: not null, Lower: null, Upper: null } });

    private string Name(SweepMember member) => space.Name(member.Factors);

    private SweepMember? Find(string? name) => members.FirstOrDefault(m => m.Name == name);
}
