using Joulemark.Metrology;

namespace Joulemark.Comparison.Recommending;

/// <summary>Another configuration that qualifies, and what it has before the pick: the least of one thing says nothing of the others.</summary>
/// <param name="If">What would speak for it, e.g. <c>right answers matter more</c>.</param>
/// <param name="Candidate">Its name.</param>
/// <param name="What">What it has, and for how much.</param>
internal sealed record Alternative(string If, string Candidate, string What)
{
    /// <summary>True where it hangs on prices.</summary>
    public bool IsOfPrices { get; init; }

    public string Sentence => $"If {If}: {Candidate} {What}";

    /// <summary>Those that are known.</summary>
    public static IReadOnlyList<Alternative> Of(Recommendation recommendation) =>
        recommendation.Candidates.FirstOrDefault(c => c.Verdict == RecommendationVerdict.Pick) is not { } pick ? []
        : [.. ((Alternative?[])[MostAccurate(recommendation, pick), Cheapest(recommendation, pick)]).OfType<Alternative>()];

    // The least energy says nothing of right answers.
    private static Alternative? MostAccurate(Recommendation recommendation, RecommendationCandidate pick)
    {
        var best = recommendation.Candidates.Where(c => c.Reasons.Count == 0 && c.Accuracy.Value is not null).MaxBy(c => c.Accuracy.Value);
        return best is null || best == pick || !(best.Accuracy.Lower > pick.Accuracy.Upper) ? null
            : new Alternative("right answers matter more", best.Name, $"qualifies too and is the most accurate, {Figures.Value(best.Accuracy)} ({Figures.Range(best.Accuracy)}) against {Figures.Value(pick.Accuracy)}{Price(recommendation, best)}");
    }

    // Where hardware has a price, the fastest may be the cheapest.
    private static Alternative? Cheapest(Recommendation recommendation, RecommendationCandidate pick)
    {
        var scale = PriceScale.Of(recommendation.Candidates);
        var best = recommendation.Candidates.Where(c => c.Reasons.Count == 0 && c.Cost?.Value is not null).MinBy(c => c.Cost!.Value);
        return best is null || best == pick || !(best.Cost!.Upper < pick.Cost?.Lower) ? null
            : new Alternative("money matters more", best.Name, $"qualifies too and costs the least, {scale.Value(best.Cost)} ({scale.Range(best.Cost)}) against {scale.Value(pick.Cost)} for {scale.Work}{Price(recommendation, best)}") { IsOfPrices = true };
    }

    private static string Price(Recommendation recommendation, RecommendationCandidate best) => best.RatioToPick?.Value is null ? "" : $", for {Ratio(best.RatioToPick)} × the {recommendation.Minimize switch
    {
        RecommendationGoal.Cost => "cost",
        RecommendationGoal.Carbon => "emissions",
        RecommendationGoal.EnergyPerCorrect => "energy per right answer",
        _ => "energy",
    }}";

    /// <summary>A ratio to the pick with its interval; nothing where there is none.</summary>
    public static string Ratio(Estimate? ratio) => ratio?.Value is not { } value ? ""
        : Figures.Number(value) + (ratio is { Lower: { } lower, Upper: { } upper } ? $" ({Figures.Ends(lower, upper, Figures.Number)})" : "");
}
