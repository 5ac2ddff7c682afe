using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Comparison.Recommending;

/// <summary>A recommendation in words.</summary>
internal static class RecommendationText
{
    private const double Usual = 0.9501; // of two there is one pair, whose interval is as everywhere

    /// <summary>The answer in a sentence or two.</summary>
    public static string Answer(
        IReadOnlyList<Contender> ordered, IReadOnlyDictionary<Contender, RecommendationVerdict> verdicts, Contender? pick, Prices prices, RecommendationOptions options, bool isAlone)
    {
        if (pick is null)
        {
            return isAlone ? $"Nothing is recommended: no other configuration is comparable with {ordered.First(c => c.IsComparable).Name}, and a choice needs two"
                : $"Nothing is recommended: {(ordered.Count == 1 ? $"{ordered[0].Name} does not qualify, and nothing else was named" : $"none of {ordered.Count} configurations qualifies")}";
        }

        var tied = ordered.Where(c => verdicts[c] == RecommendationVerdict.Tied).Select(c => c.Name).ToList();
        var qualifying = ordered.Count(c => c.Reasons.Count == 0);
        var what = options.Minimize switch { RecommendationGoal.Cost => "costs the least", RecommendationGoal.Carbon => "emits the least", RecommendationGoal.EnergyPerCorrect => "uses the least energy per right answer", _ => "uses the least energy" };
        var claim = qualifying == 1 ? "is the only one that qualifies" : tied.Count == 0 ? $"{what} of the {qualifying} that qualify"
            : $"{Standing(ordered, pick, prices)}, but cannot be told apart from {string.Join(", ", tied)}";
        var isRun = pick.Evidence.IsCommand;
        var scale = isRun ? PriceScale.OneRun : PriceScale.Of(ordered, prices);
        string?[] priced =
        [
            options.Minimize == RecommendationGoal.EnergyPerCorrect ? $"{Figures.WithInterval(prices.Score(pick))} per right answer" : null,
            prices.Cost(pick) is { } cost ? $"{(isRun ? "it costs" : "they cost")} {scale.WithInterval(cost)}, in the tariff's currency" : null,
            prices.Carbon(pick) is { } carbon ? $"{(isRun ? "it emits" : "they emit")} {scale.WithInterval(carbon)} g CO2e" : null,
        ];
        var figures = string.Join("; ", priced.OfType<string>().Prepend(string.Create(CultureInfo.InvariantCulture, $"{(isRun ? "one run uses" : $"{scale.Work} use")} {Significant(pick.Energy.Value!.Value / Energy.JoulesPerWattHour * Prices.Count(pick.Evidence) * scale.Times)} Wh")));
        return $"{pick.Name} {claim}: {Figures.WithInterval(pick.Energy)} per {(isRun ? "run" : "request")} ({Where(pick)}); {figures}";
    }

    /// <summary>How the pick stands by its figure to the others that qualify.</summary>
    private static string Standing(IReadOnlyList<Contender> ordered, Contender pick, Prices prices)
    {
        var lower = ordered.Where(c => c.Reasons.Count == 0 && prices.Score(c).Value < prices.Score(pick).Value).ToList();
        return lower.Count == 0 ? "has the lowest figure"
            : pick.IsBestOfSearch ? "is the best operating point that the search found"
            : lower.TrueForAll(c => prices.Score(c).Lower is null) ? "has the lowest figure of those that have an interval"
            : "is chosen";
    }

    /// <summary>Of what confidence the intervals of ratios to the pick are, and why; null where they are the usual ones, or there are none.</summary>
    public static string? Intervals(Recommendation result) => result.RatioConfidence is not (> Usual and var confidence) ? null
        : string.Create(CultureInfo.InvariantCulture, $"÷ pick has {confidence * 100:0.##} % intervals, so that every pair of the configurations holds together with the others in 95 % (Bonferroni: any of them might have been picked)");

    /// <summary>Why what is divided by the pick's is not the quotient of the figures beside it; null where it is, at the digits shown.</summary>
    public static string? Means(Recommendation result)
    {
        static Estimate? Score(RecommendationCandidate candidate, RecommendationGoal goal) => goal switch
        {
            RecommendationGoal.Energy => candidate.Energy,
            RecommendationGoal.Cost => candidate.Cost,
            RecommendationGoal.Carbon => candidate.Carbon,
            _ => candidate.EnergyPerCorrect,
        };
        return result.Candidates.FirstOrDefault(c => c.Configuration is not null && c.Name == result.Pick) is { } pick && Score(pick, result.Minimize) is { } ofPick
            && result.Candidates.Any(c => Score(c, result.Minimize) is { } score && MeansApart.Quotient(ofPick, score, c.RatioToPick) is not null)
            ? $"÷ pick is of {(result.Candidates.Any(c => c.Starts.Count > 1) ? "geometric means of starts" : "the windows' geometric means")}; the figures beside it are arithmetic ones, whose quotient is another number in its last digits" : null;
    }

    /// <summary>Which runs are starts of one configuration; null where none are.</summary>
    public static string? Starts(Recommendation result)
    {
        var pooled = result.Candidates.Where(c => c.Starts.Count > 1).GroupBy(c => string.Join(", ", c.Starts.Select(s => s.Run)), c => c.Name, StringComparer.Ordinal).ToList();
        return pooled.Count == 0 ? null
            : $"starts of one configuration, as far as the records tell, whose figures are means over them: {string.Join("; ", pooled.Select(g => $"{g.Key} of {string.Join(" and of ", g)}"))}";
    }

    /// <summary>What the joules are of, and how they are known.</summary>
    private static string Where(Contender contender) =>
        $"{(contender.Result.Boundary is { } boundary ? $"boundary {RecordNames.Of(boundary)}, " : "")}{RecordNames.Of(contender.Result.Provenance)}{(contender.IsPooled ? $"; mean of {contender.Starts.Count} starts" : "")}";

    /// <summary>A score with its unit, and what it is of.</summary>
    public static string Score(Estimate score, PriceScale scale) => score.Unit.StartsWith('J') ? Figures.Value(score)
        : $"{scale.WithInterval(score)}{(score.Unit.StartsWith('g') ? " g" : "")} for {scale.Work}";

    /// <summary>Three significant digits, without powers of ten: prices of a request are small.</summary>
    public static string Significant(double value) => Significant(value, 0);

    /// <summary>The same with some digits more.</summary>
    public static string Significant(double value, int more) => value == 0 || !double.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture)
        : Figures.Text(value, "N" + Math.Clamp(2 + more - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 12).ToString(CultureInfo.InvariantCulture));
}
