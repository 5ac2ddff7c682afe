using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Gating;

/// <summary>Judges one rule over one start of each side, by intervals of what its windows, requests and items tell.</summary>
/// <param name="rule">The rule.</param>
/// <param name="sides">The figures.</param>
/// <param name="confidence">Of a change's interval.</param>
internal sealed class GateRuleJudge(GateRule rule, ComparedSides sides, double confidence)
{
    private readonly WindowMetric? _metric = WindowMetrics.All.FirstOrDefault(m => m.Name == rule.Metric);

    public GateRuleOutcome Judge()
    {
        if (ServersFigure.Of(rule.Metric, sides.ResultB) is not { } candidate)
            return GateFigure.Missing(rule, "the candidate", sides.ResultB);
        if (!rule.IsRelative)
            return new AmountRuleJudge(rule, sides).Judge(candidate);
        if (ServersFigure.Of(rule.Metric, sides.ResultA) is not { } baseline)
            return GateFigure.Missing(rule, "the baseline", sides.ResultA);
        if (baseline.Unit != candidate.Unit)
            return GateFigure.InOtherUnits(rule, $"{baseline.Unit} of the baseline and in {candidate.Unit} of the candidate", "Measure both with the same version.") with { Baseline = baseline, Candidate = candidate };
        return candidate.Unit == MetricUnit.Share ? Points(baseline, candidate, sides.Windows) : Ratio(baseline, candidate);
    }

    /// <summary>Points of a share, where the sides are one start of several, whose scatter is known beside: then one window is enough to know its items by.</summary>
    public GateRuleOutcome PointsOfOneStart() =>
        Points(sides.ResultA.Metrics[rule.Metric], sides.ResultB.Metrics[rule.Metric], sides.Windows < MeanInterval.FewestRepeats ? null : sides.Windows);

    private GateRuleOutcome Ratio(Estimate baseline, Estimate candidate)
    {
        var ratio = _metric is null ? null : MetricRatio.Of(_metric, sides.A, sides.B);
        if (ratio is null && !IsAboveZero(baseline, candidate))
            return GateFigure.NotAboveZero(rule, $" ({GateEvidence.Show(candidate)} against {GateEvidence.Show(baseline)})") with { Baseline = baseline, Candidate = candidate };
        var change = ratio?.Estimate(confidence) ?? FigureRatio.Of(baseline, candidate, sides.Windows, confidence);
        var (interval, bound) = (FigureRatio.IntervalOf(change), GateBound.OfRatio(rule));
        var verdict = bound.Of(interval);
        return new()
        {
            Rule = rule, Verdict = verdict, Baseline = baseline, Candidate = candidate, Change = change, SmallestDetectable = ratio?.SmallestDetectableAt(confidence),
            Evidence = GateEvidence.Ratio(rule.Metric, interval, bound, GateEvidence.Against(baseline, candidate, change)),
            Remedy = verdict != GateVerdict.Inconclusive ? null : GateRemedy.Starts(rule.Metric) ?? GateRemedy.Windows(ratio, sides.Windows, bound, confidence),
        };
    }

    private bool IsAboveZero(Estimate baseline, Estimate candidate) =>
        baseline.Value > 0 && candidate.Value > 0 && (_metric is null || _metric.Values(sides.A).Concat(_metric.Values(sides.B)).All(v => v > 0));

    /// <param name="baseline">The baseline's share.</param>
    /// <param name="candidate">The candidate's.</param>
    /// <param name="windows">Windows of the side that has fewer, where what no item tells is in their scatter only; null where it is not.</param>
    private GateRuleOutcome Points(Estimate baseline, Estimate candidate, int? windows)
    {
        var isAccuracy = rule.Metric == "accuracy";
        var common = isAccuracy ? Accuracy.OnBoth(sides.A, sides.B) : null;
        var (interval, method) = isAccuracy ? Accuracy.Difference(sides.A, sides.B, confidence)
            : _metric is not null ? WindowDifference.Of(_metric, sides, confidence)
            : (MoverDifference.Of(FigureRatio.IntervalOf(baseline), FigureRatio.IntervalOf(candidate), confidence, windows), "difference of figures by their intervals (MOVER)");
        var bound = GateBound.OfDifference(rule);
        var verdict = bound.Of(interval);
        var items = common?.Items ?? Math.Min(baseline.N, candidate.N);
        return new()
        {
            Rule = rule, Verdict = verdict, Baseline = baseline, Candidate = candidate,
            Change = new Estimate { Value = interval.Value, Lower = interval.Lower, Upper = interval.Upper, N = items, Unit = "points", Method = method },
            Evidence = GateEvidence.Points(rule.Metric, interval, bound, GateEvidence.Shares(baseline, candidate, common)),
            Remedy = verdict != GateVerdict.Inconclusive ? null : isAccuracy ? GateRemedy.Items(interval, items, bound, confidence) : GateRemedy.MoreWindows,
        };
    }
}
