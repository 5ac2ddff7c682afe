using Joulemark.Analysis.Attribution;
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

    /// <summary>Judges one run of a candidate against one of a baseline.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: a rule's metric does not exist, or a key of the fingerprint.</exception>
    public static GateOutcome Judge((RunRecord Run, ConfigurationRecord Configuration) baseline, (RunRecord Run, ConfigurationRecord Configuration) candidate, GatePolicy policy) =>
        Judge([baseline], [candidate], policy);

    /// <summary>Judges a candidate against a baseline, each of one run or of several, which are starts of their own.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: a rule's metric does not exist, or a key of the fingerprint; a run is named twice.</exception>
    public static GateOutcome Judge(
        IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> baseline, IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> candidate, GatePolicy policy)
    {
        GateStarts.CheckNames(baseline, candidate);
        var isOneRun = baseline[0].Run.Header.Id == candidate[0].Run.Header.Id;
        var comparison = Comparer.Compare(baseline[0], candidate[0], policy.Isolate.Count == 0 && baseline[0].Run.Measurement == candidate[0].Run.Measurement ? null : policy.Isolate, policy.Allow, Comparer.DefaultMargin, out var sides);
        CheckMetrics(policy, sides);
        List<Diagnostic> apart = [.. GateStarts.Itself(baseline, candidate), .. GateStarts.Apart("baseline", baseline, policy.Allow), .. GateStarts.Apart("candidate", candidate, policy.Allow)];
        var starts = new GateStarts(
            [new GateStart(baseline[0].Run, sides.A, sides.ResultA, comparison.A), .. baseline.Skip(1).Select(GateStart.Of)],
            [new GateStart(candidate[0].Run, sides.B, sides.ResultB, comparison.B), .. candidate.Skip(1).Select(GateStart.Of)]);
        var comparable = comparison.Comparable && apart.Count == 0;
        var valid = starts.Baseline.Concat(starts.Candidate).All(s => s.Compared.Validity.Valid);
        var rules = policy.Rules.Count > 0 ? policy.Rules : Default(sides, policy.MaxIncrease);
        var outcomes = comparable ? Outcomes(rules, sides, starts, policy).ToList() : [];
        return new GateOutcome
        {
            ToolVersion = ToolVersion.Current,
            Verdict = Whole(comparable, valid || policy.AcceptInvalid, outcomes),
            Baseline = comparison.A,
            Candidate = comparison.B,
            BaselineStarts = [.. starts.Baseline.Select(s => s.Compared)],
            CandidateStarts = [.. starts.Candidate.Select(s => s.Compared)],
            Rules = outcomes,
            Level = policy.Level,
            Isolated = comparison.Isolated,
            Allowed = comparison.Allowed,
            AcceptedInvalid = policy.AcceptInvalid && !valid,
            Diagnostics = [.. comparison.Diagnostics.Where(d => d.Id is not (UndecidedNotes.Undecided or RankNotes.Disagreement)), .. apart, .. GateObjectives.Difference(sides) is { } objectives ? [objectives] : Array.Empty<Diagnostic>(), .. comparable && !starts.AreSeveral && !isOneRun ? [GateStarts.NotMeasured] : Array.Empty<Diagnostic>()],
        };
    }

    private static GateVerdict Whole(bool comparable, bool valid, List<GateRuleOutcome> outcomes) =>
        !comparable ? GateVerdict.NotComparable
        : !valid ? GateVerdict.Invalid
        : outcomes.Exists(o => o.Verdict == GateVerdict.Fail) ? GateVerdict.Fail
        : outcomes.Exists(o => o.Verdict == GateVerdict.Invalid) ? GateVerdict.Invalid
        : outcomes.Exists(o => o.Verdict == GateVerdict.Inconclusive) || outcomes.Count == 0 ? GateVerdict.Inconclusive
        : GateVerdict.Pass;

    private static IEnumerable<GateRuleOutcome> Outcomes(IReadOnlyList<GateRule> rules, ComparedSides sides, GateStarts starts, GatePolicy policy)
    {
        // Each rule is one more chance to fail for nothing: the level is shared out (Bonferroni). A rule fails on one side of its
        // interval only, which 95 % leave 2.5 % to; no interval is narrower than that.
        var confidence = 1 - Math.Min(NarrowestAlpha, 2 * policy.Level / Math.Max(1, rules.Count(r => r.IsRelative)));
        foreach (var rule in rules)
            yield return rule.IsRelative && GateObjectives.Apart(rule.Metric, sides) is { } why ? GateRuleJudge.Incomparable(rule, why)
                : starts.AreSeveral ? new StartsRuleJudge(rule, starts.Baseline, starts.Candidate, confidence).Judge() : new GateRuleJudge(rule, sides, confidence).Judge();
        foreach (var objective in policy.Objectives ? GateObjectives.Of(sides) : [])
            yield return starts.Candidate.Count > 1 ? StartsRuleJudge.Objective(objective, starts.Candidate) : GateRuleJudge.Objective(objective, sides);
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
        List<Diagnostic> problems = [.. policy.Problems, .. policy.Rules.Where(r => !names.Contains(r.Metric, StringComparer.Ordinal)).Select(r => new Diagnostic("JM7030", DiagnosticSeverity.Error,
            $"there is no metric '{r.Metric}'{NearestName.Suggestion(r.Metric, names)}", "docs/metrics.md lists every metric.")), .. policy.Rules.Where(r => RequestAttribution.Makes(r.Metric)).Select(r => new Diagnostic("JM7032", DiagnosticSeverity.Error,
            $"'{r.Metric}' is an attribution: joules shared out by a rule, which nothing measured", "Gate what was measured: energy_per_request, or energy_per_output_token."))];
        if (problems.Count > 0)
            throw new JoulemarkException(ExitCode.BadUsage, problems);
    }
}
