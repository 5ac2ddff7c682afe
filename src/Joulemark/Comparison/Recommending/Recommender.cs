using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison.Starts;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Recommending;

/// <summary>
/// Chooses among configurations: the least energy, cost or carbon per request of those that meet the objectives and the
/// accuracy for certain. Pure: from the records alone.
/// </summary>
internal static class Recommender
{
    private const double Level = 0.05;

    /// <summary>Recommends one of some configurations. The first of them that is valid sets the task, the boundary and all else that must be the same.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: a price is missing, or a key of the fingerprint does not exist.</exception>
    public static Recommendation Recommend(IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> configurations, RecommendationOptions options) =>
        Recommend(configurations, options, AnalysedRuns.SideBySide(configurations.Select(c => c.Run)));

    /// <summary>The same of runs that may have been analysed already.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: a price is missing, or a key of the fingerprint does not exist.</exception>
    public static Recommendation Recommend(IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> configurations, RecommendationOptions options, AnalysedRuns analysed)
    {
        options.Check();
        options.CheckHardware(configurations.Select(c => c.Run.Header.Id));
        var named = Contender.Of(configurations, options, analysed);
        var choice = Choose(named, options);
        return choice.Recommendation with { Changes = [.. AnswerChanges.Of(choice, options, o => Choose(named, o).Pick?.Name)] };
    }

    private static Choice Choose(IReadOnlyList<Contender> named, RecommendationOptions options)
    {
        List<Contender> contenders = [.. named.Select(c => c.Anew())];
        var (prices, comparability) = (new Prices(options), new ContenderComparability(options));
        foreach (var contender in contenders)
            contender.Reasons.AddRange(Suitability.Of(contender, prices.Score(contender), options.Minimize));
        var first = contenders.FirstOrDefault(c => c.Reasons.Count == 0) ?? (contenders.Count > 0 ? contenders[0] : null);
        foreach (var other in contenders.Where(c => c != first))
            comparability.Hold(other, first!);
        comparability.CheckNames(contenders);

        var isAlone = first is not null && contenders.Count > 1 && first.IsComparable && !contenders.Any(c => c != first && c.IsComparable) && contenders.Any(c => c.Reasons.Exists(IsApart));
        var objectives = RecommendationObjectives.Of(contenders, options);
        var judged = contenders.ToDictionary(c => c, c => Suitability.Objectives(c, objectives.Limits));
        foreach (var contender in contenders.Where(c => c.IsComparable))
            contender.Reasons.AddRange([.. Suitability.Misses(judged[contender], contender.IsPooled), .. Suitability.BelowFloor(contender.Figure("accuracy"), options.MinAccuracy, contender.IsPooled)]);

        if (isAlone)
        {
            first!.Reasons.Add(new RecommendationReason("alone", "none of the others that were named may be held against it, and a choice needs two")
            {
                Remedy = "Measure another of the same task, in the same way; or ask for it by itself: joulemark recommend RUN:CONFIGURATION.",
            });
        }

        double ScoreOf(Contender c) => prices.Score(c).Value ?? double.PositiveInfinity;
        var pick = isAlone ? null : Pick([.. contenders.Where(c => c.Reasons.Count == 0)], prices, options);
        if (pick is not null && pick != first)
        {
            foreach (var other in contenders.Where(c => c != pick && c.IsComparable))
                comparability.Hold(other, pick); // what may be held against the first need not be so against the pick
        }

        var confidence = Compare(contenders, pick, prices);
        var verdicts = contenders.ToDictionary(c => c, c => VerdictOf(c, pick, isAlone));
        var ordered = contenders.OrderBy(c => verdicts[c]).ThenBy(ScoreOf).ToList();
        return new Choice(ordered, pick, prices, objectives.Limits, new Recommendation
        {
            ToolVersion = ToolVersion.Current,
            Answer = RecommendationText.Answer(ordered, verdicts, pick, prices, options, isAlone),
            Pick = pick?.Name,
            Minimize = options.Minimize,
            Objectives = objectives.Limits,
            MinAccuracy = options.MinAccuracy,
            Tariff = options.Tariff,
            Pue = options.Pue,
            Intensity = options.Intensity,
            IntensitySource = options.IntensitySource,
            HardwareCostPerHour = options.HardwareCostPerHour,
            HardwarePrices = options.HardwarePrices,
            Candidates = [.. ordered.Select(c => Candidate(c, verdicts[c], judged[c], prices))],
            RatioConfidence = confidence,
            Changes = [],
            Diagnostics =
            [
                .. ComparisonNotes.OfMachines(contenders.SelectMany(c => c.Starts).Select(s => (s.Run, s.Configuration))), .. objectives.Diagnostics,
                .. pick is { IsPooled: false } && ordered.Exists(c => c is { IsComparable: true, IsPooled: false } && c.Run.Header.Id != pick.Run.Header.Id) ? [ComparisonNotes.StartsNotMeasured] : Array.Empty<Diagnostic>(),
                .. new StartGroups(options).HeldApart(ordered.Where(c => c.IsComparable)),
            ],
        });
    }

    /// <summary>
    /// The least of those that qualify, as a sweep chooses its best: what has no interval is not chosen over what has one, and the
    /// point that a search has found stays, unless another is less for certain. Chosen by the figures themselves, the least of several is too low.
    /// </summary>
    private static Contender? Pick(IReadOnlyList<Contender> qualifying, Prices prices, RecommendationOptions options)
    {
        if (options.Minimize == RecommendationGoal.Energy && qualifying.SelectMany(c => c.Starts).DistinctBy(s => s.Run.Header.Id, StringComparer.Ordinal).Count() == 1 && qualifying.FirstOrDefault(c => c.IsBestOfSearch) is { } found)
        {
            var confidence = 1 - (Level / Math.Max(1, qualifying.Count * (qualifying.Count - 1) / 2));
            if (!qualifying.Any(c => c != found && Ratio(found, c, prices, confidence) is { Upper: < 1 }))
                return found;
        }

        return qualifying.OrderBy(c => prices.Score(c).Lower is null).ThenBy(c => prices.Score(c).Value ?? double.PositiveInfinity).FirstOrDefault();
    }

    private static bool IsApart(RecommendationReason reason) => reason.Code is "other-task" or "not-comparable";

    private static RecommendationVerdict VerdictOf(Contender contender, Contender? pick, bool isAlone) =>
        contender == pick ? RecommendationVerdict.Pick
        : contender.Reasons.Count > 0 || isAlone ? RecommendationVerdict.Rejected
        : contender.RatioToPick is { Lower: > 1 } ? RecommendationVerdict.RunnerUp : RecommendationVerdict.Tied;

    /// <summary>Holds every configuration that is comparable against the pick, and gives the confidence at which; null where there is none.</summary>
    private static double? Compare(IReadOnlyList<Contender> contenders, Contender? pick, Prices prices)
    {
        var others = pick is null ? [] : contenders.Where(c => c != pick && c.IsComparable).ToList();
        if (pick is null || others.Count == 0)
            return null;

        // The pick was chosen by the same figures, so that any pair may be the one that is looked at: the level is shared out to all pairs (Bonferroni).
        var confidence = 1 - (Level / (others.Count * (others.Count + 1) / 2));
        foreach (var other in others)
        {
            other.RatioToPick = Ratio(pick, other, prices, confidence);
            if (other.RatioToPick is { Lower: <= 1, Upper: >= 1 } && OfStarts(pick, other, prices) is { } ofStarts)
                other.Notes.Add($"not told apart from {pick.Name} over their starts: {ofStarts.WhatTells(1, confidence, "tell them apart", "They are too near each other for more runs to help.")}");
            other.Notes.AddRange(SharedGain.Of(new ComparedSides(pick.Evidence, pick.Result, other.Evidence, other.Result))
                .Where(u => u.Cancels is null && Math.Max(u.A ?? 0, u.B ?? 0) > 0)
                .Select(u => string.Create(CultureInfo.InvariantCulture, $"{u.Name} ± {u.A * 100:0.#} % of {pick.Name} and ± {u.B * 100:0.#} % of this may not cancel in their ratio: {u.Why}")));
        }

        return confidence;
    }

    private static Estimate Ratio(Contender pick, Contender other, Prices prices, double confidence) =>
        (AreOneStartEach(pick, other) ? MetricRatio.Of(prices.ScoreMetric, pick.Evidence, other.Evidence)?.Estimate(confidence) : OfStarts(pick, other, prices)?.Estimate(confidence))
        ?? FigureRatio.Of(prices.Score(pick), prices.Score(other), Math.Min(pick.Repeats, other.Repeats), confidence);

    /// <summary>The ratio where what varies from start to start was measured, of one of the two at least.</summary>
    private static StartRatio? OfStarts(Contender pick, Contender other, Prices prices) => AreOneStartEach(pick, other) ? null : StartRatio.Of(prices.ScoreMetric, pick.Starts, other.Starts);

    private static bool AreOneStartEach(Contender pick, Contender other) => !pick.IsPooled && !other.IsPooled;

    private static RecommendationCandidate Candidate(Contender contender, RecommendationVerdict verdict, IReadOnlyList<ObjectiveResult> objectives, Prices prices) => new()
    {
        Name = contender.Name,
        Run = contender.Run.Header.Id,
        Configuration = contender.Configuration.Name,
        Starts = [.. contender.Starts.Select(s => s.Compared)],
        IsCommand = contender.Evidence.IsCommand,
        Verdict = verdict,
        Reasons = contender.Reasons,
        Energy = contender.Energy,
        Cost = prices.Cost(contender),
        Carbon = prices.Carbon(contender),
        RatioToPick = contender.RatioToPick,
        Accuracy = contender.Figure("accuracy"),
        EnergyPerCorrect = contender.Figure(WindowMetrics.EnergyPerCorrect),
        AccuracyPerWattHour = contender.Figure("accuracy_per_wh"),
        TtftP99 = contender.Figure("ttft_p99"),
        Throughput = contender.Figure("request_throughput"),
        Objectives = objectives,
        Notes = contender.Notes,
    };
}
