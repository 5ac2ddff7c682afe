using System.Globalization;
using Joulemark.Planning;

namespace Joulemark.Comparison.Recommending;

/// <summary>What would change an answer: limits at which a better one qualifies, limits that the pick itself no longer meets, and prices at which two cost the same.</summary>
internal static class AnswerChanges
{
    /// <param name="choice">The answer.</param>
    /// <param name="options">What was asked.</param>
    /// <param name="pickOf">Who is recommended where something else is asked of the same configurations; null where nobody is.</param>
    public static IEnumerable<RecommendationChange> Of(Choice choice, RecommendationOptions options, Func<RecommendationOptions, string?> pickOf) =>
        [.. Better(choice, options, pickOf), .. choice.Pick is { } pick ? [.. Tighter(choice, pick, options, pickOf), .. Dearer(choice, pick, options, pickOf)] : (RecommendationChange[])[]];

    /// <summary>Looser limits, at which one that is better than the pick qualifies and is recommended: where another is all the same, nothing is changed by them.</summary>
    private static IEnumerable<RecommendationChange> Better(Choice choice, RecommendationOptions options, Func<RecommendationOptions, string?> pickOf)
    {
        var (pick, prices, scale) = (choice.Pick, choice.Prices, PriceScale.Of(choice.Ordered, choice.Prices));
        foreach (var contender in choice.Ordered.Where(c => c.Reasons.Count > 0 && c.IsComparable && c.Reasons.TrueForAll(r => r.GoneWith is not null)))
        {
            var score = prices.Score(contender);
            if (pick is not null && !(score.Value < prices.Score(pick).Value))
                continue;
            string[] with = [.. contender.Reasons.Select(r => r.GoneWith!)];
            if (pickOf(Given(with, choice, options)) != contender.Name)
                continue;
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
            string[] with = [$"--objective {name}={limit}"];
            yield return Follows(pick, pickOf(Given(with, choice, options)), [.. with, .. Kept(choice, options, with)],
                $"{name} may be up to {limit} only", $"meets it for certain (its interval reaches {LimitText.Beyond(upper, SpecValueParser.Seconds(limit)!.Value)})");
        }

        if (pick.Figure("accuracy").Lower is { } lower && LimitText.Above(lower) is { } least)
        {
            string[] with = [$"--min-accuracy {least}"];
            yield return Follows(pick, pickOf(Given(with, choice, options)), with, $"an accuracy of {least} is asked for", $"has it for certain (its interval begins at {LimitText.Short(lower, SpecValueParser.Number(SpecValueType.Fraction, least)!.Value)})");
        }
    }

    private static RecommendationChange Follows(Contender pick, string? next, string[] with, string asked, string what) => new(next, with,
        $"If {asked}, {pick.Name} no longer {what}: {(next is null ? "nothing is recommended" : $"{next} follows")} ({string.Join(' ', with)})");

    /// <summary>What is asked when a user gives some limits beside what was asked already.</summary>
    private static RecommendationOptions Given(IEnumerable<string> with, Choice choice, RecommendationOptions options)
    {
        var limits = new Dictionary<string, double>(choice.Limits, StringComparer.Ordinal);
        foreach (var option in with)
        {
            if (option.Split(' ', '=') is [_, var name, var limit])
                limits[name] = SpecValueParser.Seconds(limit)!.Value;
            else
                options = options with { MinAccuracy = SpecValueParser.Number(SpecValueType.Fraction, option.Split(' ')[1]) };
        }

        return options with { Objectives = limits };
    }

    /// <summary>The other limits that were asked for: one <c>--objective</c> stands in place of all that specs set.</summary>
    private static IEnumerable<string> Kept(Choice choice, RecommendationOptions options, string[] with) =>
        options.Objectives.Count > 0 || !Array.Exists(with, IsObjective) ? []
        : choice.Limits.Where(l => !Array.Exists(with, w => w.StartsWith($"--objective {l.Key}=", StringComparison.Ordinal)))
            .OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"--objective {l.Key}={LimitText.Exactly(l.Value)}");

    private static bool IsObjective(string option) => option.StartsWith("--objective ", StringComparison.Ordinal);

    /// <summary>Of each price and way that it may go the first at which another is recommended: beyond it the pick is out, and what else it costs as much as tells nothing.</summary>
    private static IEnumerable<RecommendationChange> Dearer(Choice choice, Contender pick, RecommendationOptions options, Func<RecommendationOptions, string?> pickOf) =>
        options is not { Minimize: RecommendationGoal.Cost, Tariff: { } tariff } ? []
        : choice.Ordered.Where(c => c != pick && c.Reasons.Count == 0).SelectMany(other => Swaps(pick, other, choice.Prices, tariff, options)).Where(s => choice.Ordered.All(s.Keeps)).GroupBy(s => s.Way, StringComparer.Ordinal)
            .Select(way => way.OrderBy(s => s.IsAbove ? s.Price : -s.Price).FirstOrDefault(s => pickOf(s.Beyond(options)) == s.Other.Name))
            .OfType<PriceSwap>().Select(s => s.Change(pick));

    /// <summary>cost = tariff × PUE × kWh + price of an hour × hours is linear in each: where the lines of the two cross.</summary>
    private static IEnumerable<PriceSwap> Swaps(Contender pick, Contender other, Prices prices, double tariff, RecommendationOptions options)
    {
        if (Prices.HoursPerRequest(pick) is not { } hoursOfPick || Prices.HoursPerRequest(other) is not { } hoursOfOther)
            yield break;
        var (energy, time) = (prices.KilowattHours(other) - prices.KilowattHours(pick), hoursOfOther - hoursOfPick);
        var (ofPick, ofOther) = (options.HardwareOf(pick.Run.Header.Id), options.HardwareOf(other.Run.Header.Id));
        if ((ofPick * hoursOfPick) - (ofOther * hoursOfOther) is { } hardware) // what the pick's hardware costs more
        {
            if (Crossing(hardware / energy) is { } at)
                yield return new PriceSwap("--tariff", at, energy < 0, other);
            if (Crossing(hardware / (energy * tariff) * options.Pue) is >= 1 and <= RecommendationOptions.MostPue and var pue)
                yield return new PriceSwap("--pue", pue, energy < 0, other);
        }

        // A price of its own is of that machine alone, the pick's that rises or the other's that falls; where both ran on one, or one price is for all, it is of both.
        string[] runsOfPick = Runs(pick), runsOfOther = Runs(other);
        if (options.HardwarePrices.Count > 0 && !runsOfPick.Intersect(runsOfOther, StringComparer.Ordinal).Any())
        {
            if (Crossing(((ofPick * hoursOfPick) - (tariff * energy)) / hoursOfOther ?? 0) is { } own)
                yield return new PriceSwap(PriceSwap.OfRun, own, false, other) { Runs = runsOfOther };
            if (Crossing(((ofOther * hoursOfOther) + (tariff * energy)) / hoursOfPick ?? 0) is { } picks)
                yield return new PriceSwap(PriceSwap.OfRun, picks, true, other) { Runs = runsOfPick };
        }
        else if (Crossing(-tariff * energy / time) is { } hour)
        {
            var isOfRuns = options.HardwarePrices.Count > 0;
            yield return new PriceSwap(isOfRuns ? PriceSwap.OfRun : PriceSwap.OfAll, hour, time < 0, other) { Runs = isOfRuns ? [.. runsOfPick.Union(runsOfOther, StringComparer.Ordinal)] : [] };
        }
    }

    /// <summary>The runs of a configuration, which have one price.</summary>
    private static string[] Runs(Contender contender) => [.. contender.Starts.Select(s => s.Run.Header.Id)];

    /// <summary>An option in words: <c>--objective ttft-p99=84ms</c>, <c>--min-accuracy 70.0%</c>.</summary>
    private static string Plainly(string option) => option.Split(' ', 2) switch
    {
        ["--objective", var limit] => $"{limit.Split('=')[0]} may be up to {limit.Split('=')[^1]}",
        ["--min-accuracy", var least] => $"an accuracy of {least} is enough",
        _ => option,
    };

    private static double? Crossing(double price) => RecommendationOptions.IsPrice(price) ? price : null;
}
