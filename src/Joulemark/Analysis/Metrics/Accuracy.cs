using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Metrics;

/// <summary>Share of the task's items answered right (<see cref="TaskAnswers"/>).</summary>
internal static class Accuracy
{
    public static Estimate Of(ConfigurationEvidence evidence)
    {
        var first = evidence.Answers.First;
        if (first.Count == 0)
            return new Estimate { Unit = "1", Method = evidence.Configuration.HasAnswers && evidence.Requests.Any(r => r.Error is not null) ? "no request was answered" : "no answers were checked" };
        var interval = WilsonInterval.Of(first.Values.Count(right => right), first.Count);
        return new Estimate
        {
            Value = interval.Value,
            Lower = interval.Lower,
            Upper = interval.Upper,
            N = first.Count,
            Unit = "1",
            Method = "share of distinct items, Wilson",
        };
    }

    /// <summary>True when one is more often right than another on the items of one task that both answered, beyond chance (one-sided).</summary>
    /// <param name="one">The one.</param>
    /// <param name="other">The other.</param>
    /// <param name="confidence">Of the two-sided interval that would tell as much.</param>
    public static bool IsClearlyBetter(ConfigurationEvidence one, ConfigurationEvidence other, double confidence) =>
        Disagreements(one, other) is { OnlyFrom: var onlyOne, OnlyTo: var onlyOther } && McNemarTest.FirstIsBetter(onlyOne, onlyOther) < (1 - confidence) / 2;

    /// <summary>
    /// How much accuracy is won, in shares: on the same items where both have the same task, so that what both get right or
    /// wrong says nothing against it, else of two samples.
    /// </summary>
    public static (Interval Interval, string Method) Difference(ConfigurationEvidence from, ConfigurationEvidence to, double confidence)
    {
        var (before, after) = (from.Answers.First, to.Answers.First);
        var both = Shared(from, to);
        return both.Count > 0
            ? (ShareDifference.Paired(both.Count(i => before[i] && !after[i]), both.Count(i => !before[i] && after[i]), both.Count, confidence), "difference on the same items, Tango")
            : (ShareDifference.Independent(before.Values.Count(r => r), before.Count, after.Values.Count(r => r), after.Count, confidence), "difference of shares, Newcombe");
    }

    /// <summary>
    /// Items that only one of two got right, of those that both were asked; null where they have different tasks, or none that
    /// both answered.
    /// </summary>
    public static (int OnlyFrom, int OnlyTo)? Disagreements(ConfigurationEvidence from, ConfigurationEvidence to)
    {
        var (before, after) = (from.Answers.First, to.Answers.First);
        var both = Shared(from, to);
        return both.Count == 0 ? null : (both.Count(i => before[i] && !after[i]), both.Count(i => !before[i] && after[i]));
    }

    /// <summary>
    /// True where windows asked items that they, or others, had asked before: an item's answers are alike, so that windows agree on
    /// the share of right ones better than the items know it.
    /// </summary>
    public static bool AreAskedAgain(ConfigurationEvidence evidence) => evidence.Windows.Sum(w => w.Counts.Scored) > evidence.Answers.First.Count;

    /// <summary>The share of right answers, or its reciprocal, over itself, with its interval: what a figure in proportion to it is known to.</summary>
    /// <param name="evidence">The configuration.</param>
    /// <param name="power">1 for the share, −1 for its reciprocal.</param>
    public static Interval Relative(ConfigurationEvidence evidence, int power) => Of(evidence) is { Value: > 0 and var share, Lower: { } lower, Upper: { } upper }
        ? power > 0 ? new Interval(1, lower / share, upper / share) : new Interval(1, share / upper, share / lower)
        : new Interval(1, null, null);

    /// <summary>
    /// Standard error of the logarithm of the ratio of two configurations' shares of right answers, for how many items there are:
    /// on the same items where both have the same task; null where nothing is known.
    /// </summary>
    public static double? RatioError(ConfigurationEvidence from, ConfigurationEvidence to)
    {
        var (before, after) = (from.Answers.First, to.Answers.First);
        var both = Shared(from, to);
        return both.Count > 0
            ? ShareRatio.PairedLogError(both.Count(i => before[i] && !after[i]), both.Count(i => !before[i] && after[i]), both.Count(i => before[i] && after[i]))
            : before.Count > 0 && after.Count > 0 ? ShareRatio.LogError(before.Values.Count(r => r), before.Count, after.Values.Count(r => r), after.Count)
            : null;
    }

    /// <summary>The items that both answered, and how many of them each got right: what <see cref="Difference"/> is of; null where they have different tasks, or none that both answered.</summary>
    public static (int Items, int RightFrom, int RightTo)? OnBoth(ConfigurationEvidence from, ConfigurationEvidence to) =>
        Shared(from, to) is { Count: > 0 } both ? (both.Count, both.Count(i => from.Answers.First[i]), both.Count(i => to.Answers.First[i])) : null;

    /// <summary>The items of one task that both answered.</summary>
    private static List<int> Shared(ConfigurationEvidence from, ConfigurationEvidence to) =>
        from.Configuration.TaskHash == to.Configuration.TaskHash ? [.. from.Answers.First.Keys.Where(to.Answers.First.ContainsKey)] : [];

    /// <summary>True when answers were checked.</summary>
    public static bool IsKnown(ConfigurationEvidence evidence) => evidence.Answers.First.Count > 0;
}
