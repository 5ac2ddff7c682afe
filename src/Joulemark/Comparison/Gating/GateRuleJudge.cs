using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Gating;

/// <summary>Judges one rule by intervals: broken where all of the interval is beyond the limit, kept where all of it is within.</summary>
/// <param name="rule">The rule.</param>
/// <param name="sides">The figures.</param>
/// <param name="confidence">Of a change's interval.</param>
/// <param name="isOneStartOfSeveral">True where the sides are one start of several, whose scatter is known beside: then one window is enough to know its items by.</param>
internal sealed class GateRuleJudge(GateRule rule, ComparedSides sides, double confidence, bool isOneStartOfSeveral = false)
{
    /// <summary>Why there is no ratio, after the metric's name.</summary>
    internal const string NotAboveZero = "is not above 0 in every window of every run: nothing can be relative to it";

    /// <summary>What to do where there is no ratio.</summary>
    internal const string Absolutely = "Give an absolute limit (at-most, at-least).";

    private const string MoreWindows = "More or longer windows narrow the interval (measure.repeats, measure.window).";

    public GateRuleOutcome Judge()
    {
        var (baseline, candidate) = (sides.ResultA.Metrics.GetValueOrDefault(rule.Metric), sides.ResultB.Metrics[rule.Metric]);
        if (candidate.Value is not { } value || !double.IsFinite(value) || ClientsFigures.Has(rule.Metric, sides.ResultB))
            return Missing("the candidate", sides.ResultB);
        if (!rule.IsRelative)
            return Absolute(candidate);
        if (baseline?.Value is not { } before || !double.IsFinite(before) || ClientsFigures.Has(rule.Metric, sides.ResultA))
            return Missing("the baseline", sides.ResultA);
        if (baseline.Unit != candidate.Unit)
            return Of(GateVerdict.Invalid, $"{rule.Metric} is in {baseline.Unit} of the baseline and in {candidate.Unit} of the candidate", baseline, candidate, null, "Measure both with the same version.");
        return candidate.Unit == "1" ? Share(baseline, candidate) : Relative(baseline, candidate);
    }

    /// <summary>A latency objective of the candidate's spec is a rule as well.</summary>
    public static GateRuleOutcome Objective(ObjectiveResult objective, ComparedSides sides) => OfObjective(objective) is var rule && ClientsFigures.Has(rule.Metric, sides.ResultB)
        ? new GateRuleJudge(rule, sides, 0).Missing("the candidate", sides.ResultB)
        : objective.Figure.Value is null ? new GateRuleJudge(rule, sides, 0).Missing("the candidate", sides.ResultB)
        : IsOfOneWindow(rule.Metric, sides) ? new GateRuleJudge(rule, sides, 0).Absolute(objective.Figure)
        : new()
        {
            Rule = rule,
            Verdict = objective.Outcome switch { ObjectiveOutcome.Met => GateVerdict.Pass, ObjectiveOutcome.NotMet => GateVerdict.Fail, _ => GateVerdict.Inconclusive },
            Candidate = objective.Figure,
            Evidence = $"objective {objective.Objective}: {Show(objective.Figure)}; the limit is {Figures.Scaled(objective.LimitSeconds, "s")}",
            Remedy = objective.Outcome == ObjectiveOutcome.Undecided ? "Ask more requests: longer windows (measure.window) or more of them (measure.repeats)." : null,
        };

    /// <summary>A figure that must not be compared.</summary>
    public static GateRuleOutcome Incomparable(GateRule rule, string why) =>
        new() { Rule = rule, Verdict = GateVerdict.Invalid, Evidence = why, Remedy = "Measure both by the same objectives." };

    /// <summary>True for a figure of requests where the candidate has one window: how the next one would differ is in no interval of it.</summary>
    private static bool IsOfOneWindow(string metric, ComparedSides sides) => sides.B.Windows.Count == 1 && metric != "accuracy" && WindowMetrics.All.All(m => m.Name != metric);

    /// <summary>An objective as a rule.</summary>
    public static GateRule OfObjective(ObjectiveResult objective) => new(objective.Metric) { AtMost = objective.LimitSeconds };

    private GateRuleOutcome Relative(Estimate baseline, Estimate candidate)
    {
        var metric = WindowMetrics.All.FirstOrDefault(m => m.Name == rule.Metric);
        var ratio = metric is null ? null : MetricRatio.Of(metric, sides.A, sides.B);
        var change = ratio?.Estimate(confidence) ?? FigureRatio.Of(baseline, candidate, sides.Windows, confidence);
        var interval = FigureRatio.IntervalOf(change);
        if (ratio is null && (baseline.Value is not > 0 || candidate.Value is not > 0 || metric?.Values(sides.A).Concat(metric.Values(sides.B)).All(v => v > 0) == false))
            return Of(GateVerdict.Invalid, $"{rule.Metric} {NotAboveZero} ({Show(candidate)} against {Show(baseline)})", baseline, candidate, null, Absolutely);

        var (limit, isBroken, isKept) = rule.MaxIncrease is { } most
            ? (1 + most, interval.Lower > 1 + most, interval.Upper <= 1 + most)
            : (1 - rule.MaxDecrease!.Value, interval.Upper < 1 - rule.MaxDecrease, interval.Lower >= 1 - rule.MaxDecrease);
        var evidence = string.Create(CultureInfo.InvariantCulture,
            $"{rule.Metric} {Signed(interval.Value - 1)} ({Range(interval, -1)}): {Show(candidate)} against {Show(baseline)}{Means(baseline, candidate, change)}; the limit is {Signed(limit - 1)}");
        return Of(Verdict(isBroken, isKept), evidence, baseline, candidate, change, isBroken || isKept ? null : MoreRepeats(ratio, limit)) with { SmallestDetectable = ratio?.SmallestDetectableAt(confidence) };
    }

    private GateRuleOutcome Share(Estimate baseline, Estimate candidate)
    {
        var (interval, method) = Points(baseline, candidate);
        var (isBroken, isKept) = rule.MaxDecrease is { } most
            ? (interval.Upper < -most, interval.Lower >= -most) : (interval.Lower > rule.MaxIncrease, interval.Upper <= rule.MaxIncrease);
        var common = rule.Metric == "accuracy" ? Accuracy.OnBoth(sides.A, sides.B) : null;
        var change = new Estimate { Value = interval.Value, Lower = interval.Lower, Upper = interval.Upper, N = common?.Items ?? Math.Min(baseline.N, candidate.N), Unit = "points", Method = method };
        var evidence = string.Create(CultureInfo.InvariantCulture,
            $"{rule.Metric} {interval.Value * 100:+0.0;−0.0;±0.0} points ({PointsRange(interval)}): {Shares(baseline, candidate, common)}; the limit is {(rule.MaxDecrease ?? rule.MaxIncrease) * (rule.MaxDecrease is null ? 100 : -100):+0.0;−0.0;±0.0} points");
        return Of(Verdict(isBroken, isKept), evidence, baseline, candidate, change, isBroken || isKept ? null : rule.Metric == "accuracy" ? MoreItems(interval, change.N) : MoreWindows);
    }

    /// <summary>The shares that differ; of accuracy those of the items that both answered, which are all that a difference is made of.</summary>
    private static string Shares(Estimate baseline, Estimate candidate, (int Items, int RightFrom, int RightTo)? common)
    {
        var all = $"{Figures.Percent(candidate.Value)} against {Figures.Percent(baseline.Value)}";
        return common is not { } both || (both.Items == baseline.N && both.Items == candidate.N) ? all : string.Create(CultureInfo.InvariantCulture,
            $"{Figures.Percent((double)both.RightTo / both.Items)} against {Figures.Percent((double)both.RightFrom / both.Items)} of the {both.Items} items that both answered ({all} of {candidate.N} and {baseline.N} in all)");
    }

    /// <summary>True for a share of so many that were counted; others without a unit, such as <c>idle_share</c>, are no shares of their windows or answers.</summary>
    internal static bool IsCount(string metric) => metric is "accuracy" or "good_share";

    /// <summary>How many points were won or lost, and how that is known.</summary>
    private (Interval Interval, string Method) Points(Estimate baseline, Estimate candidate) =>
        rule.Metric == "accuracy" ? Accuracy.Difference(sides.A, sides.B, confidence)
        : WindowMetrics.All.FirstOrDefault(m => m.Name == rule.Metric) is { } metric ? WindowDifference.Of(metric, sides, confidence)
        : (MoverDifference.Of(FigureRatio.IntervalOf(baseline), FigureRatio.IntervalOf(candidate), confidence, isOneStartOfSeveral && sides.Windows < MeanInterval.FewestRepeats ? null : sides.Windows), "difference of figures by their intervals (MOVER)");

    /// <summary>
    /// How many items would tell the difference from the limit. Where nothing changed, Tango's interval ends at z² ÷ (n + z²);
    /// else half an interval shrinks with the root of the items.
    /// </summary>
    private string MoreItems(Interval interval, int items)
    {
        const double Most = 1e6;
        if (interval.Lower is null)
            return MoreWindows;
        var z = NormalDistribution.Quantile((1 + confidence) / 2);
        var (margin, distance, half) = rule.MaxDecrease is { } decrease ? (decrease, interval.Value + decrease, interval.Value - interval.Lower)
            : (rule.MaxIncrease!.Value, rule.MaxIncrease.Value - interval.Value, interval.Upper - interval.Value);
        var isUnchanged = interval.Value == 0 && half < (z * z / (items + (z * z))) + 1e-6;
        var needed = isUnchanged ? z * z * (1 - margin) / margin : Math.Max(z * z * (1 - margin) / margin, items * Math.Pow((half ?? 1) / Math.Abs(distance), 2));
        return needed > Most || double.IsNaN(needed) ? "It is too near the limit for more items to help: set the limit elsewhere."
            : string.Create(CultureInfo.InvariantCulture, $"{items} items do not tell. About {Math.Ceiling(needed)} would, if they differ as these do: ask more of the data set (workload.requests, and windows that get through them).");
    }

    private GateRuleOutcome Absolute(Estimate candidate)
    {
        var limit = rule.AtMost ?? rule.AtLeast!.Value;
        var (isBroken, isKept) = rule.AtMost is not null ? (candidate.Lower > limit, candidate.Upper <= limit) : (candidate.Upper < limit, candidate.Lower >= limit);
        if (IsOfOneWindow(rule.Metric, sides))
            (isBroken, isKept) = (false, false);
        return Of(Verdict(isBroken, isKept), $"{rule.Metric} is {Show(candidate)}; the limit is at {(rule.AtMost is null ? "least" : "most")} {GateRuleName.Amount(limit, candidate.Unit)}", null, candidate, null,
            isBroken || isKept ? null : IsOfOneWindow(rule.Metric, sides) ? $"One window says nothing of how the next would differ: measure at least {MeanInterval.FewestRepeats} (measure.repeats.min)." : MoreWindows);
    }

    private string MoreRepeats(MetricRatio? ratio, double limit) =>
        (ratio?.Repeats ?? sides.Windows) is < MeanInterval.FewestRepeats and var few ? $"Measure at least {MeanInterval.FewestRepeats} windows of each (measure.repeats.min); {few} {(few == 1 ? "says" : "say")} nothing of their spread."
        : ratio is null ? "Ask more requests: longer windows (measure.window) or more of them (measure.repeats)."
        : ratio.RepeatsToTellFrom(limit, confidence) is { } repeats
            ? string.Create(CultureInfo.InvariantCulture, $"About {repeats} windows of each would tell it from the limit (80 % of the time), if they scatter as these {ratio.Repeats} do: set measure.repeats.min: {repeats}, and measure.repeats.max no lower.")
            : "It is too near the limit for more windows to help: lengthen them, use a better source of power, or set the limit elsewhere.";

    private GateRuleOutcome Missing(string side, ConfigurationResult result) =>
        Of(GateVerdict.Invalid, $"{side} has no figure for {rule.Metric} ({MissingFigure.Why(rule.Metric, result)})", null, null, null, ToHaveIt(rule.Metric, result));

    /// <summary>What would give a figure that is not there.</summary>
    internal static string ToHaveIt(string metric, ConfigurationResult result) =>
        ClientsFigures.Has(metric, result) ? "joulemark selftest measures what the load client can take; ask less of it, or give it CPUs of its own."
        : result.Windows.Count == 0 ? $"Measure it again, to the end of at least {MeanInterval.FewestRepeats} windows (measure.repeats.min, measure.time-limit): the run's report says why none came to its end."
        : "A figure that is not there never passes: measure it, or leave the rule or the objective out.";

    private GateRuleOutcome Of(GateVerdict verdict, string evidence, Estimate? baseline, Estimate? candidate, Estimate? change, string? remedy) => new()
    {
        Rule = rule, Verdict = verdict, Evidence = evidence, Baseline = baseline, Candidate = candidate, Change = change, Remedy = remedy,
    };

    internal static GateVerdict Verdict(bool isBroken, bool isKept) => isBroken ? GateVerdict.Fail : isKept ? GateVerdict.Pass : GateVerdict.Inconclusive;

    internal static string Show(Estimate estimate) => Figures.Value(estimate) + (Figures.Range(estimate) is { } range ? $" ({range})" : "");

    /// <summary>Why the change is not that of the means shown, where it is not.</summary>
    internal static string Means(Estimate baseline, Estimate candidate, Estimate change) =>
        MeansApart.Quotient(baseline, candidate, change) is { } quotient ? $" (arithmetic means, {Signed(quotient - 1)} apart; the change is of geometric ones)" : "";

    internal static string Signed(double change) => string.Create(CultureInfo.InvariantCulture, $"{change * 100:+0.0;−0.0;±0.0} %");

    internal static string PointsRange(Interval interval) =>
        interval is { Lower: { } lower, Upper: { } upper } ? string.Create(CultureInfo.InvariantCulture, $"{lower * 100:+0.0;−0.0;±0.0} to {upper * 100:+0.0;−0.0;±0.0}") : "no interval";

    internal static string Range(Interval interval, double shift) =>
        interval is { Lower: { } lower, Upper: { } upper } ? $"{Signed(lower + shift)} to {Signed(upper + shift)}" : "no interval";
}
