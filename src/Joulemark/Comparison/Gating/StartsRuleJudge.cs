using Joulemark.Analysis;
using Joulemark.Comparison.Starts;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Gating;

/// <summary>Judges one rule over several starts of a side, as <see cref="GateRuleJudge"/> does over one of each: the unit is the run.</summary>
/// <param name="rule">The rule.</param>
/// <param name="baseline">Runs of the baseline.</param>
/// <param name="candidate">Runs of the candidate.</param>
/// <param name="confidence">Of a change's interval.</param>
internal sealed class StartsRuleJudge(GateRule rule, IReadOnlyList<Start> baseline, IReadOnlyList<Start> candidate, double confidence)
{
    private readonly StartFigures _before = new(rule.Metric, baseline);
    private readonly StartFigures _after = new(rule.Metric, candidate);

    public GateRuleOutcome Judge()
    {
        if (!rule.IsRelative)
            return Amount(rule, _after);
        if (_after.Lacking is { } start)
            return Missing(rule, "the candidate", start);
        if (_before.Lacking is { } before)
            return Missing(rule, "the baseline", before);
        var units = _before.Units.Concat(_after.Units).Distinct(StringComparer.Ordinal).ToList();
        return units.Count > 1 ? GateFigure.InOtherUnits(rule, $"{string.Join(" and in ", units)}, not in one unit in every run", "Measure all of them with the same version.")
            : units[0] == MetricUnit.Share ? Points() : Ratio();
    }

    /// <summary>An objective of the spec, over the starts of the candidate.</summary>
    public static GateRuleOutcome Objective(ObjectiveResult objective, IReadOnlyList<Start> candidate) =>
        Amount(GateObjectives.RuleOf(objective), new StartFigures(objective.Metric, candidate));

    private GateRuleOutcome Ratio()
    {
        if (StartRatio.Of(rule.Metric, baseline, candidate) is not { } ratio)
            return GateFigure.NotAboveZero(rule);
        var (interval, bound) = (ratio.Interval(confidence), GateBound.OfRatio(rule));
        var (before, after, change, verdict) = (_before.Geometric(), _after.Geometric(), ratio.Estimate(confidence), bound.Of(interval));
        return new()
        {
            Rule = rule, Verdict = verdict, Baseline = before, Candidate = after, Change = change, SmallestDetectable = ratio.SmallestDetectable(confidence),
            Evidence = GateEvidence.Ratio(rule.Metric, interval, bound, GateEvidence.Against(before, after, change, _before.Over, _after.Over)),
            Remedy = verdict == GateVerdict.Inconclusive ? GateRemedy.Starts(ratio, bound, confidence) : null,
        };
    }

    private GateRuleOutcome Points()
    {
        var first = new ComparedSides(_before.First.Evidence, _before.First.Result, _after.First.Evidence, _after.First.Result);
        var items = new GateRuleJudge(rule, first, confidence).PointsOfOneStart();
        var points = StartPoints.Of(rule.Metric, _before, _after, items.Change!, confidence);
        var (interval, bound) = (FigureRatio.IntervalOf(points.Change), GateBound.OfDifference(rule));
        var (before, after, verdict) = (_before.Arithmetic(), _after.Arithmetic(), bound.Of(interval));
        return new()
        {
            Rule = rule, Verdict = verdict, Baseline = before, Candidate = after, Change = points.Change,
            Evidence = GateEvidence.Points(rule.Metric, interval, bound, GateEvidence.Shares(before, after, _before.Over, _after.Over)),
            Remedy = verdict != GateVerdict.Inconclusive ? null
                : points.IsOfStarts ? GateRemedy.Starts(Math.Max(_before.Spread, _after.Spread)) : items.Remedy ?? GateRemedy.MoreItemsAndRuns,
        };
    }

    /// <summary>An absolute limit, on the mean over the candidate's runs.</summary>
    private static GateRuleOutcome Amount(GateRule rule, StartFigures candidate)
    {
        if (candidate.Lacking is { } start)
            return Missing(rule, "the candidate", start);
        var (figure, bound) = (candidate.Arithmetic(), GateBound.OfAmount(rule));
        var verdict = bound.Of(FigureRatio.IntervalOf(figure));
        return new()
        {
            Rule = rule, Verdict = verdict, Candidate = figure,
            Evidence = GateEvidence.Amount(rule.Metric, GateEvidence.Show(figure) + candidate.Over, bound, figure.Unit),
            Remedy = verdict != GateVerdict.Inconclusive ? null : figure.Lower is not null ? GateRemedy.MoreRuns : figure.Unit == "s" ? GateRemedy.MoreRequests : StartFigures.WhereNothingScatters,
        };
    }

    private static GateRuleOutcome Missing(GateRule rule, string side, Start start) => GateFigure.Missing(rule, $"{side}'s run {start.Compared.Run}", start.Result);
}
