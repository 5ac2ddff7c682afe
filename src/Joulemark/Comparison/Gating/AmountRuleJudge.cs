using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Gating;

/// <summary>Judges an absolute limit, or a latency objective, by the candidate's own interval.</summary>
/// <param name="rule">The rule.</param>
/// <param name="sides">The figures.</param>
internal sealed class AmountRuleJudge(GateRule rule, ComparedSides sides)
{
    /// <summary>True for a figure of requests where the candidate has one window: how the next one would differ is in no interval of it.</summary>
    private bool IsOfOneWindow => sides.B.Windows.Count == 1 && rule.Metric != "accuracy" && WindowMetrics.All.All(m => m.Name != rule.Metric);

    /// <summary>A latency objective is a rule as well.</summary>
    public static GateRuleOutcome Objective(ObjectiveResult objective, ComparedSides sides)
    {
        var rule = GateObjectives.RuleOf(objective);
        var judge = new AmountRuleJudge(rule, sides);
        return objective.Figure.Value is null || ClientsFigures.Has(rule.Metric, sides.ResultB) ? GateFigure.Missing(rule, "the candidate", sides.ResultB)
            : judge.IsOfOneWindow ? judge.Judge(objective.Figure)
            : new()
            {
                Rule = rule,
                Verdict = objective.Outcome switch { ObjectiveOutcome.Met => GateVerdict.Pass, ObjectiveOutcome.NotMet => GateVerdict.Fail, _ => GateVerdict.Inconclusive },
                Candidate = objective.Figure,
                Evidence = $"objective {objective.Objective}: {GateEvidence.Show(objective.Figure)}; the limit is {Figures.Scaled(objective.LimitSeconds, "s")}",
                Remedy = objective.Outcome == ObjectiveOutcome.Undecided ? GateRemedy.MoreRequests : null,
            };
    }

    /// <summary>Judges the candidate's figure.</summary>
    public GateRuleOutcome Judge(Estimate figure)
    {
        var bound = GateBound.OfAmount(rule);
        var verdict = IsOfOneWindow ? GateVerdict.Inconclusive : bound.Of(FigureRatio.IntervalOf(figure));
        return new()
        {
            Rule = rule, Verdict = verdict, Candidate = figure,
            Evidence = GateEvidence.Amount(rule.Metric, GateEvidence.Show(figure), bound, figure.Unit),
            Remedy = verdict != GateVerdict.Inconclusive ? null : GateRemedy.Starts(rule.Metric) ?? (IsOfOneWindow ? GateRemedy.MoreThanOneWindow : GateRemedy.MoreWindows),
        };
    }
}
