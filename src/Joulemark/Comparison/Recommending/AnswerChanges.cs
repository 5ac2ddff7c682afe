using System.Globalization;
using Joulemark.Reporting;

namespace Joulemark.Comparison.Recommending;

/// <summary>What would change an answer: limits at which a better one qualifies, and prices at which two cost the same.</summary>
internal static class AnswerChanges
{
    public static IEnumerable<RecommendationChange> Of(IReadOnlyList<Contender> ordered, Contender? pick, Prices prices, RecommendationOptions options)
    {
        foreach (var contender in ordered.Where(c => c.Reasons.Count > 0 && c.IsComparable && c.Reasons.TrueForAll(r => r.GoneWith is not null)))
        {
            var score = prices.Score(contender);
            if (pick is not null && !(score.Value < prices.Score(pick).Value))
                continue;
            string[] with = [.. contender.Reasons.Select(r => r.GoneWith!)];
            var less = pick is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {(1 - (score.Value!.Value / prices.Score(pick).Value!.Value)) * 100:0.0} % less than {pick.Name}");
            yield return new RecommendationChange(contender.Name, with, $"{contender.Name} would qualify, at {RecommendationText.Score(score)}{less}, with {string.Join(" and ", with)}");
        }

        if (options is not { Minimize: RecommendationGoal.Cost, Tariff: { } tariff } || pick is null)
            yield break;
        foreach (var other in ordered.Where(c => c != pick && c.Reasons.Count == 0))
        {
            foreach (var change in Swaps(pick, other, prices, tariff, options.HardwareCostPerHour))
                yield return change;
        }
    }

    /// <summary>cost = tariff × kWh + price of an hour × hours is linear in both prices: where the two lines cross.</summary>
    private static IEnumerable<RecommendationChange> Swaps(Contender pick, Contender other, Prices prices, double tariff, double? hourly)
    {
        if (Prices.HoursPerRequest(pick) is not { } hoursOfPick || Prices.HoursPerRequest(other) is not { } hoursOfOther)
            yield break;
        var (energy, time) = (prices.KilowattHours(other) - prices.KilowattHours(pick), hoursOfOther - hoursOfPick);
        if (hourly is { } price && Crossing(-price * time / energy) is { } at)
            yield return Swap("--tariff", at, isAbove: energy < 0, other, pick);
        if (Crossing(-tariff * energy / time) is { } hour)
            yield return Swap("--hardware-cost-per-hour", hour, isAbove: time < 0, other, pick);
    }

    private static double? Crossing(double price) => price > 0 && double.IsFinite(price) ? price : null;

    private static RecommendationChange Swap(string option, double price, bool isAbove, Contender other, Contender pick) =>
        new(other.Name, [string.Create(CultureInfo.InvariantCulture, $"{option} {(isAbove ? ">" : "<")} {RecommendationText.Significant(price)}")],
            $"{other.Name} costs less than {pick.Name} where {option} is {(isAbove ? "above" : "below")} {RecommendationText.Significant(price)}, by the figures' middles")
        { Price = price };
}
