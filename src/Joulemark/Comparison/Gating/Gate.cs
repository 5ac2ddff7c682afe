using Joulemark.Comparison.Starts;
using Joulemark.Diagnostics;
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
        var isOneRun = baseline[0].Run.Header.Id == candidate[0].Run.Header.Id;
        var comparison = Compare(baseline, candidate, policy, out var sides);
        IReadOnlyList<StartDifference> within = [.. GateStarts.Between("baseline", baseline, policy.Allow), .. GateStarts.Between("candidate", candidate, policy.Allow)];
        IReadOnlyList<StartDifference> allowed = [.. within.Where(d => d.Difference.Verdict == DifferenceVerdict.Allowed)];
        List<Diagnostic> apart =
        [
            .. GateStarts.Itself(baseline, candidate), .. GateUnknowns.Of("the baseline and the candidate", comparison.Differences, comparison.Isolated),
            .. GateStarts.Apart(within),
        ];
        var starts = new GateStarts(
            [new Start(baseline[0].Run, sides.A, sides.ResultA, comparison.A), .. baseline.Skip(1).Select(Start.Of)],
            [new Start(candidate[0].Run, sides.B, sides.ResultB, comparison.B), .. candidate.Skip(1).Select(Start.Of)]);
        var comparable = comparison.Comparable && apart.Count == 0;
        var valid = starts.All.All(s => s.Compared.Validity.Valid);
        var rules = GateRules.Of(policy, starts);
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
            AllowedBetweenStarts = allowed,
            AcceptedInvalid = policy.AcceptInvalid && !valid,
            Noted = [.. comparison.Differences.Where(d => d.Verdict is DifferenceVerdict.AtADistance or DifferenceVerdict.CannotBeTold && !UnknownHardware.Forbids(d, comparison.Isolated))],
            Diagnostics =
            [
                .. comparison.Diagnostics.Where(d => d.Id is not (UndecidedNotes.Undecided or RankNotes.Disagreement) && !allowed.Any(a => IsSaidIdle(d, a, policy.Allow))), .. apart, .. GateRules.Harmless(rules),
                .. GateRules.Unanswered(policy, starts) is { } unanswered ? [unanswered] : Array.Empty<Diagnostic>(),
                .. GateObjectives.Difference(sides) is { } objectives ? [objectives] : Array.Empty<Diagnostic>(),
                .. comparable && !starts.AreSeveral && !isOneRun ? [GateStarts.NotMeasured] : Array.Empty<Diagnostic>(),
            ],
        };
    }

    /// <summary>Compares the first run of each side. What is wrong with the policy and with the names is reported together.</summary>
    private static ComparisonResult Compare(
        IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> baseline, IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> candidate, GatePolicy policy, out ComparedSides sides)
    {
        var (a, b, analysed) = (baseline[0], candidate[0], AnalysedRuns.SideBySide([baseline[0].Run, candidate[0].Run]));
        List<Diagnostic> problems = [.. GateRules.Problems(policy, [.. analysed.Of(b.Run).Result.Configurations[b.Configuration.Name].Metrics.Keys])];
        try
        {
            GateStarts.CheckNames(baseline, candidate);
            var comparison = Comparer.Compare(a, b, policy.Isolate.Count == 0 && a.Run.Measurement == b.Run.Measurement ? null : policy.Isolate, policy.Allow,
                Comparer.DefaultMargin, SharedLevel.OfOne, analysed, out sides);
            if (problems.Count == 0)
                return comparison;
        }
        catch (JoulemarkException e) when (e.ExitCode == ExitCode.BadUsage && problems.Count > 0)
        {
            problems.AddRange(e.Diagnostics);
        }

        throw new JoulemarkException(ExitCode.BadUsage, problems);
    }

    /// <summary>True where the comparison of the first runs says that a key is allowed without need, which other runs of a side need.</summary>
    private static bool IsSaidIdle(Diagnostic diagnostic, StartDifference allowed, IReadOnlyList<string> allow) =>
        allow.Any(key => FactKey.Matches(key, allowed.Difference.Key) && diagnostic == ComparisonNotes.NotNeeded(key));

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
        {
            yield return GateObjectives.Incomparable(rule, sides)
                ?? ((rule.IsRelative ? starts.AreSeveral : starts.Candidate.Count > 1) ? new StartsRuleJudge(rule, starts.Baseline, starts.Candidate, confidence).Judge() : new GateRuleJudge(rule, sides, confidence).Judge());
        }

        foreach (var objective in policy.Objectives ? GateObjectives.Of(sides).Where(o => !rules.Contains(GateObjectives.RuleOf(o))) : [])
            yield return starts.Candidate.Count > 1 ? StartsRuleJudge.Objective(objective, starts.Candidate) : AmountRuleJudge.Objective(objective, sides);
    }
}
