using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Sweeping;

/// <summary>Chooses the best operating point of a series: the least energy of the points that meet every objective for certain.</summary>
internal static class SweepChoice
{
    /// <summary>Relative difference of energy that does not matter.</summary>
    public const double Margin = Comparer.DefaultMargin;


    /// <summary>The point that a search for the least energy has found, by windows that are not in its figure; null for other sweeps.</summary>
    public static SweepMember? Found(RunRecord run, IReadOnlyList<SweepMember> members) =>
        run.Header.Sweep?.Search == SweepSpec.LeastEnergy && SweepSearch.Of(run)?.Found(members) is { HasRepeatsOfItsOwn: true } found ? found : null;

    /// <summary>Says of each point why it does not qualify, or how it stands to the best. Gives the best; null where none qualifies.</summary>
    /// <param name="members">The points of a series.</param>
    /// <param name="metrics">What they are judged by.</param>
    /// <param name="found">The point that a search has found: it is the best unless another uses less for certain. Picked by the figures themselves, the least of several is too low.</param>
    public static SweepMember? Best(IReadOnlyList<SweepMember> members, SweepMetrics metrics, SweepMember? found = null)
    {
        foreach (var member in members)
            member.Reasons.AddRange(Problems(member, metrics.Energy));
        if (Alone(members) is { } alone)
        {
            alone.Reasons.Add(new RecommendationReason("alone", "none of the other points is valid and comparable with it, and a choice needs two") { Remedy = "Measure the others again; docs/diagnostics.md says what is done about each reason." });
            return null;
        }

        var qualifying = members.Where(m => m.Reasons.Count == 0).ToList();

        var level = Level(members);
        bool UsesLess(SweepMember than) => qualifying.Exists(m => m != than && SweepRatio.Of(metrics.Energy, than, m, level.Confidence).Upper < 1);

        // A search looks at most points through a single window: what has no interval is not chosen over what has one.
        var best = found is not null && qualifying.Contains(found) && !UsesLess(than: found) ? found
            : qualifying.OrderBy(m => m.Figure(metrics.Energy).Lower is null).ThenBy(m => m.Positive(metrics.Energy)).FirstOrDefault();
        if (best is null)
            return null;
        best.Verdict = SweepVerdict.Best;
        foreach (var other in members.Where(m => m != best && m.IsUsable && m.Positive(metrics.Energy) is not null))
        {
            other.RatioToBest = SweepRatio.Estimate(metrics.Energy, best, other, level.Confidence);
            if (other.Reasons.Count > 0)
                continue;
            var narrow = SweepRatio.Of(metrics.Energy, best, other, 1 - (2 * level.Each));
            var interval = FigureRatio.IntervalOf(other.RatioToBest);
            other.Verdict = MetricRatio.Judge(interval, narrow, Margin, moreIsBetter: false) switch
            {
                RatioVerdict.Equivalent => SweepVerdict.Equivalent,
                RatioVerdict.Worse => SweepVerdict.RunnerUp,
                _ => SweepVerdict.Tied,
            };
        }

        return best;
    }

    /// <summary>The level of the ratios to the best, which is picked from all that qualify by the same figures.</summary>
    public static SharedLevel Level(IReadOnlyList<SweepMember> members) => SharedLevel.OfPairs(members.Count(m => m.Reasons.Count == 0));

    /// <summary>
    /// The only point that is valid, where others are not for reasons that are none of the server's: it was not chosen from
    /// anything. A point that is beyond the server was rightly left out. Null where there is a choice, or none was to be made.
    /// </summary>
    public static SweepMember? Alone(IReadOnlyList<SweepMember> members) =>
        members.Where(m => m.IsUsable).ToList() is [var one] && members.Any(m => m.WasMeasured && !m.Validity.Valid && !m.IsBeyondTheServer) ? one : null;

    /// <summary>Of points that meet no objective for certain, the one whose worst figure is the least part of its limit; null where none has all figures.</summary>
    public static SweepMember? Nearest(IEnumerable<SweepMember> members, SweepMetrics metrics) =>
        members.Where(m => m.IsUsable && m.Positive(metrics.Energy) is not null && m.Result.Objectives is { Count: > 0 } objectives && objectives.All(o => o.Figure.Value is { } v && double.IsFinite(v)))
            .MinBy(m => m.Result.Objectives.Max(o => o.Figure.Value!.Value / o.LimitSeconds));

    /// <summary>By how much an objective is missed that is missed for certain, in words.</summary>
    public static string Excess(ObjectiveResult objective) => objective is { OutcomeOfItsWindows: ObjectiveOutcome.NotMet, Figure.Value: { } value }
        ? string.Create(CultureInfo.InvariantCulture, $", which it is {((value / objective.LimitSeconds) - 1) * 100:0.#} % above") : "";

    private static IEnumerable<RecommendationReason> Problems(SweepMember member, string energy)
    {
        foreach (var reason in member.Validity.Reasons)
            yield return new RecommendationReason("invalid", $"{reason.Code}: {reason.Evidence}") { Remedy = "Measure it again; docs/diagnostics.md says what is done about each reason." };
        if (member.Positive(energy) is null)
            yield return new RecommendationReason("no-figure", $"its {energy} is {Figures.Value(member.Figure(energy))}, which nothing can be chosen by{(member.Figure(energy).Value is null ? $": {member.Figure(energy).Method}" : "")}");
        if (member.Result.IsClientSaturated)
            yield break; // it is not valid, and the latencies are the client's
        foreach (var objective in member.Result.Objectives)
        {
            foreach (var miss in Suitability.Misses([objective]))
                yield return miss with { Evidence = miss.Evidence + Excess(objective), GoneWith = null };
        }
    }
}
