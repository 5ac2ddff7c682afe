using Joulemark.Analysis.Metrics;
using Joulemark.Analysis;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Gating;

/// <summary>What is said where a rule has no figure to judge by. Nothing that is absent ever passes.</summary>
internal static class GateFigure
{
    /// <summary>What is said where it is missing.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="whose">Who has none, for the beginning of a sentence.</param>
    /// <param name="result">That one's figures.</param>
    public static GateRuleOutcome Missing(GateRule rule, string whose, ConfigurationResult result) => new()
    {
        Rule = rule, Verdict = GateVerdict.Invalid,
        Evidence = $"{whose} has no figure for {rule.Metric} ({MissingFigure.Why(rule.Metric, result)})",
        Remedy = ClientsFigures.Has(rule.Metric, result) ? "joulemark selftest measures what the load client can take; ask less of it, or give it CPUs of its own."
            : result.Windows.Count == 0 ? $"Measure it again, to the end of at least {MeanInterval.FewestRepeats} windows (measure.repeats.min, measure.time-limit): the run's report says why none came to its end."
            : "A figure that is not there never passes: measure it, or leave the rule or the objective out.",
    };

    /// <summary>What is said where there is one, and nothing can be relative to it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="figures">The figures, where they are not too many to name.</param>
    public static GateRuleOutcome NotAboveZero(GateRule rule, string figures = "") => new()
    {
        Rule = rule, Verdict = GateVerdict.Invalid,
        Evidence = $"{rule.Metric} is not above 0 in every window of every run: nothing can be relative to it{figures}",
        Remedy = "Give an absolute limit (at-most, at-least).",
    };

    /// <summary>What is said where figures are in several units.</summary>
    public static GateRuleOutcome InOtherUnits(GateRule rule, string which, string remedy) => new()
    {
        Rule = rule, Verdict = GateVerdict.Invalid, Evidence = $"{rule.Metric} is in {which}", Remedy = remedy,
    };
}
