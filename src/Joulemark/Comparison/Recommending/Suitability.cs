using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison.Gating;
using Joulemark.Diagnostics;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Recommending;

/// <summary>Whether a configuration meets what is asked of it, for certain: whole intervals are held to limits.</summary>
internal static class Suitability
{
    private const string MoreWindows = "Measure three windows at least (measure.repeats.min).";
    private const string MoreRequests = "Ask more requests: longer windows (measure.window) or more of them (measure.repeats).";

    /// <summary>Reasons of the configuration itself, whatever the others are.</summary>
    public static IEnumerable<RecommendationReason> Of(Contender contender, Estimate score, RecommendationGoal goal)
    {
        foreach (var alike in contender.Validity.Reasons.Distinct().GroupBy(r => r.Code, StringComparer.Ordinal))
        {
            foreach (var (reason, i) in alike.Select((r, i) => (r, i)))
                yield return new RecommendationReason("invalid", $"{reason.Code}: {reason.Evidence}") { Remedy = i == alike.Count() - 1 ? Explanations.RemedyOf(alike.Key) : null };
        }

        if (contender.Energy is not { Value: > 0 and < double.PositiveInfinity })
            yield return new RecommendationReason("no-figure", $"its energy per request is {Figures.Value(contender.Energy)}, which nothing can be chosen by");
        else if (score is not { Value: > 0 and < double.PositiveInfinity })
            yield return new RecommendationReason("no-figure", goal == RecommendationGoal.EnergyPerCorrect ? "it has no energy per right answer: no answers were checked, or a window has no right one" : "the time that a request takes is not known, so that the hardware's price cannot be shared out");
    }

    /// <summary>Each objective and what comes of it.</summary>
    public static IReadOnlyList<ObjectiveResult> Objectives(Contender contender, IReadOnlyDictionary<string, double> limits) =>
        [.. limits.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => ObjectiveResult.Of(l.Key, l.Value, Figure(contender, l.Key), contender.Repeats, contender.Result.Metrics))];

    /// <summary>The figure that an objective is about.</summary>
    public static Estimate Figure(Contender contender, string objective) => contender.Figure(Objective.MetricOf(objective));

    /// <summary>Objectives that are not met for certain.</summary>
    /// <param name="objectives">The objectives.</param>
    /// <param name="isPooled">True where figures are of several starts.</param>
    public static IEnumerable<RecommendationReason> Misses(IEnumerable<ObjectiveResult> objectives, bool isPooled = false) =>
        objectives.Where(o => o.Outcome != ObjectiveOutcome.Met).Select(o => o.Figure.Value is null ? Missing(o) : new RecommendationReason(
            o.Outcome == ObjectiveOutcome.NotMet ? "objective-not-met" : "objective-undecided",
            $"{o.Objective} is {Show(o.Figure)}; the limit is {Limit(o)}{(o.Outcome == ObjectiveOutcome.NotMet ? "" : o.IsOfOneWindow ? ": one window says nothing of how the next would differ" : ": whether it is met cannot be told")}")
        {
            Remedy = o.Outcome == ObjectiveOutcome.NotMet ? null : isPooled ? GateRemedy.MoreRuns : o.IsOfOneWindow ? MoreWindows : MoreRequests,
            GoneWith = !o.IsOfOneWindow && o.Figure.Upper is { } upper && double.IsFinite(upper) && upper > 0 ? $"--objective {o.Objective}={LimitText.AtLeast(upper)}" : null,
        });

    private static RecommendationReason Missing(ObjectiveResult objective) =>
        new("objective-undecided", $"{objective.Objective} has no figure ({objective.Figure.Method}); the limit is {Figures.Scaled(objective.LimitSeconds, "s")}")
        {
            Remedy = "What is not there is never met, however many requests are asked: measure it (times of tokens take a server that streams its answers, and a load client that keeps up), or ask for an objective that is known.",
        };

    /// <summary>The accuracy floor, where it is not kept for certain.</summary>
    /// <param name="accuracy">The accuracy.</param>
    /// <param name="floor">The least that is asked for.</param>
    /// <param name="isPooled">True where it is of several starts.</param>
    public static IEnumerable<RecommendationReason> BelowFloor(Estimate accuracy, double? floor, bool isPooled)
    {
        if (floor is not { } least || accuracy.Lower >= least)
            yield break;
        if (accuracy.Value is null)
        {
            yield return new RecommendationReason("no-accuracy", "whether its answers are right was not looked at, and an accuracy is asked for") { Remedy = "Measure a workload with answers." };
            yield break;
        }

        var isBelow = accuracy.Upper < least;
        yield return new RecommendationReason(isBelow ? "accuracy-not-met" : "accuracy-undecided",
            $"accuracy is {Show(accuracy)}; at least {Floor(accuracy, least, isBelow)}{(isBelow ? "" : ", which cannot be told")}")
        {
            Remedy = isBelow ? null : isPooled ? GateRemedy.MoreItemsAndRuns : "Ask more of the data set (workload.requests, and windows that get through them).",
            GoneWith = accuracy.Lower is { } lower ? $"--min-accuracy {LimitText.AtMost(lower)}" : null,
        };
    }

    /// <summary>A limit; where three digits do not tell it from the end of the interval that decides, both with as many as do.</summary>
    private static string Limit(ObjectiveResult objective)
    {
        const double alike = 0.005; // of the limit
        var limit = objective.LimitSeconds;
        var (ends, deciding) = objective.Outcome == ObjectiveOutcome.NotMet ? ("begins", objective.Figure.Lower) : ("ends", objective.Figure.Upper);
        return deciding is { } end && Math.Abs(end - limit) < alike * limit ? $"{LimitText.Whole(limit)}, and its interval {ends} at {LimitText.Beyond(end, limit)}" : Figures.Scaled(limit, "s");
    }

    private static string Floor(Estimate accuracy, double least, bool isBelow)
    {
        const double alike = 0.001;
        return (isBelow ? accuracy.Upper : accuracy.Lower) is { } end && Math.Abs(end - least) < alike
            ? string.Create(CultureInfo.InvariantCulture, $"{(decimal)least * 100:0.######} % is asked for, and its interval {(isBelow ? "ends" : "begins")} at {LimitText.Short(end, least)}")
            : $"{Figures.Percent(least)} is asked for";
    }

    private static string Show(Estimate estimate) => Figures.Value(estimate) + (Figures.Range(estimate) is { } range ? $" ({range})" : " (no interval)");
}
