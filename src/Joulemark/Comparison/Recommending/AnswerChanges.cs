using System.Globalization;
using Joulemark.Planning;
using Joulemark.Reporting;

namespace Joulemark.Comparison.Recommending;

/// <summary>What would change an answer: limits at which a better one qualifies, limits that the pick itself no longer meets, and prices at which two cost the same.</summary>
internal static class AnswerChanges
{
    /// <param name="choice">The answer.</param>
    /// <param name="options">What was asked.</param>
    /// <param name="pickOf">Who is recommended where something else is asked of the same configurations; null where nobody is.</param>
    public static IEnumerable<RecommendationChange> Of(Choice choice, RecommendationOptions options, Func<RecommendationOptions, string?> pickOf) =>
        [.. Better(choice, options), .. choice.Pick is { } pick ? [.. Tighter(choice, pick, options, pickOf), .. Dearer(choice, pick, options)] : (RecommendationChange[])[]];

    /// <summary>Looser limits, at which one that is better than the pick qualifies.</summary>
    private static IEnumerable<RecommendationChange> Better(Choice choice, RecommendationOptions options)
    {
        var (pick, prices, scale) = (choice.Pick, choice.Prices, PriceScale.Of(choice.Ordered, choice.Prices));
        foreach (var contender in choice.Ordered.Where(c => c.Reasons.Count > 0 && c.IsComparable && c.Reasons.TrueForAll(r => r.GoneWith is not null)))
        {
            var score = prices.Score(contender);
            if (pick is not null && !(score.Value < prices.Score(pick).Value))
                continue;
            string[] with = [.. contender.Reasons.Select(r => r.GoneWith!)];
            var less = pick is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {(1 - (score.Value!.Value / prices.Score(pick).Value!.Value)) * 100:0.0} % less than {pick.Name}");
            string[] all = [.. with, .. Kept(choice, options, with)];
            yield return new RecommendationChange(contender.Name, all, $"If {string.Join(" and ", with.Select(Plainly))}, {contender.Name} qualifies: {RecommendationText.Score(score, scale)}{less} ({string.Join(' ', all)})");
        }
    }

    /// <summary>Tighter limits, that the pick no longer keeps for certain, and who is recommended then.</summary>
    private static IEnumerable<RecommendationChange> Tighter(Choice choice, Contender pick, RecommendationOptions options, Func<RecommendationOptions, string?> pickOf)
    {
        foreach (var name in choice.Limits.Keys.Order(StringComparer.Ordinal))
        {
            if (Suitability.Figure(pick, name).Upper is not (> 0 and var upper))
                continue; // nothing is below it
            var limit = LimitText.Below(upper);
            var asked = new Dictionary<string, double>(choice.Limits, StringComparer.Ordinal) { [name] = SpecValueParser.Seconds(limit)!.Value };
            string[] with = [$"--objective {name}={limit}"];
            yield return Follows(pick, pickOf(options with { Objectives = asked }), [.. with, .. Kept(choice, options, with)],
                $"{name} may be up to {limit} only", $"meets it for certain (its interval reaches {Figures.Scaled(upper, "s")})");
        }

        if (pick.Figure("accuracy").Lower is { } lower && LimitText.Above(lower) is { } least)
        {
            yield return Follows(pick, pickOf(options with { MinAccuracy = SpecValueParser.Number(SpecValueType.Fraction, least) }), [$"--min-accuracy {least}"],
                $"an accuracy of {least} is asked for", $"has it for certain (its interval begins at {Figures.Percent(lower)})");
        }
    }

    private static RecommendationChange Follows(Contender pick, string? next, string[] with, string asked, string what) => new(next, with,
        $"If {asked}, {pick.Name} no longer {what}: {(next is null ? "nothing is recommended" : $"{next} follows")} ({string.Join(' ', with)})");

    /// <summary>The other limits that were asked for: one <c>--objective</c> stands in place of all that specs set.</summary>
    private static IEnumerable<string> Kept(Choice choice, RecommendationOptions options, string[] with) =>
        options.Objectives.Count > 0 || !Array.Exists(with, IsObjective) ? []
        : choice.Limits.Where(l => !Array.Exists(with, w => w.StartsWith($"--objective {l.Key}=", StringComparison.Ordinal)))
            .OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"--objective {l.Key}={LimitText.Exactly(l.Value)}");

    private static bool IsObjective(string option) => option.StartsWith("--objective ", StringComparison.Ordinal);

    private static IEnumerable<RecommendationChange> Dearer(Choice choice, Contender pick, RecommendationOptions options) =>
        options is not { Minimize: RecommendationGoal.Cost, Tariff: { } tariff } ? []
        : choice.Ordered.Where(c => c != pick && c.Reasons.Count == 0).SelectMany(other => Swaps(pick, other, choice.Prices, tariff, options));

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
