using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Comparison.Gating;

/// <summary>
/// Holds a candidate to a policy. It fails only what is worse for certain, passes only what is not for certain, and says of
/// everything else what would decide it.
/// </summary>
internal static class Gate
{
    private const double NarrowestAlpha = 0.05;

    /// <summary>Judges a candidate against a baseline.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: a rule's metric does not exist, or a key of the fingerprint.</exception>
    public static GateOutcome Judge((RunRecord Run, ConfigurationRecord Configuration) baseline, (RunRecord Run, ConfigurationRecord Configuration) candidate, GatePolicy policy)
    {
        var isOneRun = baseline.Run.Header.Id == candidate.Run.Header.Id;
        var comparison = Comparer.Compare(baseline, candidate, policy.Isolate.Count == 0 && isOneRun ? null : policy.Isolate, policy.Allow, Comparer.DefaultMargin, out var sides);
        CheckMetrics(policy, sides);
        var rules = policy.Rules.Count > 0 ? policy.Rules : Default(sides, policy.MaxIncrease);
        var outcomes = comparison.Comparable ? Outcomes(rules, sides, policy).ToList() : [];
        return new GateOutcome
        {
            ToolVersion = ToolVersion.Current,
            Verdict = Whole(comparison, policy, outcomes),
            Baseline = comparison.A,
            Candidate = comparison.B,
            Rules = outcomes,
            Level = policy.Level,
            Isolated = comparison.Isolated,
            Allowed = comparison.Allowed,
            AcceptedInvalid = policy.AcceptInvalid && !comparison.Valid,
            Diagnostics = comparison.Diagnostics,
        };
    }

    private static GateVerdict Whole(ComparisonResult comparison, GatePolicy policy, List<GateRuleOutcome> outcomes) =>
        !comparison.Comparable ? GateVerdict.NotComparable
        : !comparison.Valid && !policy.AcceptInvalid ? GateVerdict.Invalid
        : outcomes.Exists(o => o.Verdict == GateVerdict.Fail) ? GateVerdict.Fail
        : outcomes.Exists(o => o.Verdict == GateVerdict.Invalid) ? GateVerdict.Invalid
        : outcomes.Exists(o => o.Verdict == GateVerdict.Inconclusive) || outcomes.Count == 0 ? GateVerdict.Inconclusive
        : GateVerdict.Pass;

    private static IEnumerable<GateRuleOutcome> Outcomes(IReadOnlyList<GateRule> rules, ComparedSides sides, GatePolicy policy)
    {
        // Each rule is one more chance to fail for nothing: the level is shared out (Bonferroni). A rule fails on one side of its
        // interval only, which 95 % leave 2.5 % to; no interval is narrower than that.
        var confidence = 1 - Math.Min(NarrowestAlpha, 2 * policy.Level / Math.Max(1, rules.Count(r => r.IsRelative)));
        foreach (var rule in rules)
            yield return new GateRuleJudge(rule, sides, confidence).Judge();
        foreach (var objective in policy.Objectives ? sides.ResultB.Objectives : [])
            yield return GateRuleJudge.Objective(objective);
    }

    /// <summary>Energy, and accuracy where both have answers to check.</summary>
    private static IReadOnlyList<GateRule> Default(ComparedSides sides, double maxIncrease)
    {
        var energy = new GateRule(GatePolicy.DefaultMetric) { MaxIncrease = maxIncrease };
        return sides.A.Configuration.HasAnswers && sides.B.Configuration.HasAnswers
            ? [energy, new GateRule("accuracy") { MaxDecrease = GatePolicy.DefaultMaxAccuracyLoss }] : [energy];
    }

    private static void CheckMetrics(GatePolicy policy, ComparedSides sides)
    {
        var names = sides.ResultB.Metrics.Keys.ToList();
        var unknown = policy.Rules.Where(r => !names.Contains(r.Metric, StringComparer.Ordinal)).Select(r => new Diagnostic("JM7030", DiagnosticSeverity.Error,
            $"there is no metric '{r.Metric}'{NearestName.Suggestion(r.Metric, names)}", "docs/metrics.md lists every metric.")).ToList();
        if (unknown.Count > 0)
            throw new JoulemarkException(ExitCode.BadUsage, unknown);
    }
}
