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
            yield return new RecommendationChange(contender.Name, with, $"If {string.Join(" and ", with.Select(Plainly))}, {contender.Name} qualifies: {RecommendationText.Score(score)}{less} ({string.Join(' ', with)})");
        }

        if (options is not { Minimize: RecommendationGoal.Cost, Tariff: { } tariff } || pick is null)
            yield break;
        foreach (var other in ordered.Where(c => c != pick && c.Reasons.Count == 0))
        {
            foreach (var change in Swaps(pick, other, prices, tariff, options))
                yield return change;
        }
    }

    /// <summary>cost = tariff × PUE × kWh + price of an hour × hours is linear in each: where the lines of the two cross.</summary>
    private static IEnumerable<RecommendationChange> Swaps(Contender pick, Contender other, Prices prices, double tariff, RecommendationOptions options)
    {
        if (Prices.HoursPerRequest(pick) is not { } hoursOfPick || Prices.HoursPerRequest(other) is not { } hoursOfOther)
            yield break;
        var (energy, time) = (prices.KilowattHours(other) - prices.KilowattHours(pick), hoursOfOther - hoursOfPick);
        var (ofPick, ofOther) = (options.HardwareOf(pick.Run.Header.Id), options.HardwareOf(other.Run.Header.Id));
        if ((ofPick * hoursOfPick) - (ofOther * hoursOfOther) is { } hardware) // what the pick's hardware costs more
        {
            if (Crossing(hardware / energy) is { } at)
                yield return Swap("--tariff", at, isAbove: energy < 0, other, pick);
            if (Crossing(hardware / (energy * tariff) * options.Pue) is >= 1 and var pue)
                yield return Swap("--pue", pue, isAbove: energy < 0, other, pick);
        }

        // A price of its own is of that machine alone; where both ran on one, or one price is for all, it is of both.
        var isOfOther = options.HardwarePrices.Count > 0 && other.Run.Header.Id != pick.Run.Header.Id;
        var name = options.HardwarePrices.Count > 0 ? $"--hardware-price {other.Run.Header.Id}" : "--hardware-cost-per-hour";
        if (isOfOther && Crossing(((ofPick * hoursOfPick) - (tariff * energy)) / hoursOfOther ?? 0) is { } own)
            yield return Swap(name, own, isAbove: false, other, pick);
        else if (!isOfOther && Crossing(-tariff * energy / time) is { } hour)
            yield return Swap(name, hour, isAbove: time < 0, other, pick);
    }

    /// <summary>An option in words: <c>--objective ttft-p99=84ms</c>, <c>--min-accuracy 70.0%</c>.</summary>
    private static string Plainly(string option) => option.Split(' ', 2) switch
    {
        ["--objective", var limit] => $"{limit.Split('=')[0]} may be up to {limit.Split('=')[^1]}",
        ["--min-accuracy", var least] => $"an accuracy of {least} is enough",
        _ => option,
    };

    private static double? Crossing(double price) => price > 0 && double.IsFinite(price) ? price : null;

    private static RecommendationChange Swap(string option, double price, bool isAbove, Contender other, Contender pick)
    {
        var what = option switch
        {
            "--tariff" => "the tariff",
            "--pue" => "the PUE",
            "--hardware-cost-per-hour" => "the price of the hardware",
            _ => $"the price of the hardware of {option.Split(' ')[^1]}",
        };
        var unit = option switch { "--tariff" => " per kWh", "--pue" => "", _ => " per hour" };
        return new(other.Name, [string.Create(CultureInfo.InvariantCulture, $"{option} {(isAbove ? ">" : "<")} {RecommendationText.Significant(price)}")],
            $"If {what} {(isAbove ? "rises above" : "falls below")} {RecommendationText.Significant(price)}{unit}, {other.Name} is cheaper than {pick.Name} (by their figures without the intervals)")
        { Price = price };
    }
}
