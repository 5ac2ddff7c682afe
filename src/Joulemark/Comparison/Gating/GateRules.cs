using System.Globalization;
using Joulemark.Analysis.Attribution;
using Joulemark.Comparison.Starts;
using Joulemark.Diagnostics;
using Joulemark.Planning;

namespace Joulemark.Comparison.Gating;

/// <summary>The rules that a gate judges by, and what is wrong with those that it was given.</summary>
internal static class GateRules
{
    private const string Accuracy = "accuracy";
    private static readonly string[] Phases = ["prefill_energy_per_token", "decode_energy_per_token"];

    /// <summary>A limit of a metric in the direction that is worse; of shares it is points.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="most">Most that it may get worse; null for what goes without saying: 15 %, or 2 points of a share.</param>
    public static GateRule Worse(string metric, double? most)
    {
        var limit = most ?? (MetricUnit.Of(metric) == MetricUnit.Share ? GatePolicy.DefaultMaxAccuracyLoss : GatePolicy.DefaultMaxIncrease);
        return MetricDirection.MoreIsBetter(metric) ? new GateRule(metric) { MaxDecrease = limit } : new GateRule(metric) { MaxIncrease = limit };
    }

    /// <summary>
    /// The policy's, or energy's where it has none; and accuracy's where both have answers to check: joules are gated at equal
    /// accuracy, unless the policy has a rule of its own for it or leaves it out by name.
    /// </summary>
    public static IReadOnlyList<GateRule> Of(GatePolicy policy, GateStarts starts)
    {
        IReadOnlyList<GateRule> rules = policy.Rules.Count > 0 ? policy.Rules : [new GateRule(GatePolicy.DefaultMetric) { MaxIncrease = policy.MaxIncrease }];
        return HoldsAccuracyItself(policy) && starts.All.All(HasAnswers) ? [.. rules, Worse(Accuracy, null)] : rules;
    }

    /// <summary>What is to be said where accuracy goes without a rule because only some of the runs have answers to check; null where that is not so.</summary>
    public static Diagnostic? Unanswered(GatePolicy policy, GateStarts starts)
    {
        if (!HoldsAccuracyItself(policy) || starts.All.All(HasAnswers) || !starts.All.Any(HasAnswers))
            return null;
        var lacking = starts.All.Where(s => !HasAnswers(s)).Select(s => $"{s.Compared.Configuration} of {s.Compared.Run}");
        var side = starts.Candidate.All(HasAnswers) ? "the baseline" : starts.Baseline.All(HasAnswers) ? "the candidate" : "both sides";
        return new Diagnostic("JM7037", DiagnosticSeverity.Warning,
            $"accuracy is not held: {side} ({string.Join(", ", lacking)}) has no answers to check, which the others have, so that fewer joules may be worse answers",
            "Measure both on a task with answers. A rule of your own for accuracy does not pass without them; 'accuracy: false' in a policy says that they do not count.") { Subject = side };
    }

    private static bool HoldsAccuracyItself(GatePolicy policy) => policy.Accuracy && policy.Rules.All(r => r.Metric != Accuracy);

    private static bool HasAnswers(Start start) => start.Evidence.Configuration.HasAnswers;

    /// <summary>What is wrong with the policy, all of it.</summary>
    /// <param name="policy">The policy, with the mistakes of its file.</param>
    /// <param name="metrics">The metrics there are.</param>
    public static IEnumerable<Diagnostic> Problems(GatePolicy policy, IReadOnlyCollection<string> metrics) =>
    [
        .. policy.Problems,
        .. policy.Rules.Where(r => !metrics.Contains(r.Metric, StringComparer.Ordinal)).Select(r => new Diagnostic("JM7030", DiagnosticSeverity.Error,
            $"there is no metric '{r.Metric}'{NearestName.Suggestion(r.Metric, [.. metrics])}", "docs/metrics.md lists every metric.")),
        .. policy.Rules.Where(r => RequestAttribution.Makes(r.Metric) || Phases.Contains(r.Metric, StringComparer.Ordinal)).Select(r => new Diagnostic("JM7032", DiagnosticSeverity.Error,
            $"'{r.Metric}' is an attribution: joules shared out by a rule, which nothing measured", "Gate what was measured: energy_per_request, or energy_per_output_token.")),
        .. policy.Rules.Where(r => Whole(r) is not null).Select(r => new Diagnostic("JM7033", DiagnosticSeverity.Error,
            string.Create(CultureInfo.InvariantCulture, $"a limit of {Whole(r) * 100:0.##} % on {r.Metric} is none: {(MetricUnit.Of(r.Metric) == MetricUnit.Share ? "a share cannot change by more than 100 points" : "nothing falls by more than all of itself")}, so that it would always pass"),
            "Give less than 100%.")),
    ];

    /// <summary>Limits of one kind that a user gave a metric several of.</summary>
    public static IEnumerable<Diagnostic> Doubled(IEnumerable<GateRule> rules) =>
        rules.GroupBy(r => (r.Metric, Limit: Limit(r))).Where(g => g.Key.Limit is not null && g.Count() > 1).Select(g => new Diagnostic("JM7038", DiagnosticSeverity.Error,
            $"{g.Key.Metric} has {g.Count()} limits of the kind {g.Key.Limit}: the strictest alone counts, and each takes its share of the level", "Give it one."));

    /// <summary>Rules that only what is better can break: most likely they were meant the other way round, where the metric has no rule that way.</summary>
    public static IEnumerable<Diagnostic> Harmless(IReadOnlyList<GateRule> rules) =>
        rules.Where(r => IsHarmless(r) && !rules.Any(o => o.Metric == r.Metric && !IsHarmless(o))).Select(r => new Diagnostic("JM7035", DiagnosticSeverity.Warning,
            $"the rule of {r.Metric} limits how much better it may get, and lets anything worse pass: {(MetricDirection.MoreIsBetter(r.Metric) ? "more" : "less")} of it is better",
            $"Use {(r.IsRelative ? MetricDirection.MoreIsBetter(r.Metric) ? "max-decrease" : "max-increase" : MetricDirection.MoreIsBetter(r.Metric) ? "at-least" : "at-most")}, or add a rule with it."));

    private static bool IsHarmless(GateRule rule) => rule.MaxDecrease is not null || rule.AtLeast is not null ? MetricDirection.LessIsBetter(rule.Metric) : MetricDirection.MoreIsBetter(rule.Metric);

    private static string? Limit(GateRule rule) => rule switch
    {
        { MaxIncrease: not null } => "max-increase",
        { MaxDecrease: not null } => "max-decrease",
        { AtMost: not null } => "at-most",
        { AtLeast: not null } => "at-least",
        _ => null,
    };

    /// <summary>A change that nothing can exceed; null where something can.</summary>
    private static double? Whole(GateRule rule) => rule.MaxDecrease >= 1 ? rule.MaxDecrease : rule.MaxIncrease >= 1 && MetricUnit.Of(rule.Metric) == MetricUnit.Share ? rule.MaxIncrease : null;
}
