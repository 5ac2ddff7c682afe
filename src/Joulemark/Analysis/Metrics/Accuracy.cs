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

    /// <summary>True when one is more often right than another on the items that both answered, beyond chance (one-sided 2.5 %).</summary>
    public static bool IsClearlyBetter(ConfigurationEvidence one, ConfigurationEvidence other)
    {
        const double chance = 0.025;
        var (ofOne, ofOther) = (one.Answers.First, other.Answers.First);
        var both = ofOne.Keys.Where(ofOther.ContainsKey).ToList();
        return McNemarTest.FirstIsBetter(both.Count(i => ofOne[i] && !ofOther[i]), both.Count(i => !ofOne[i] && ofOther[i])) < chance;
    }

    /// <summary>
    /// How much accuracy is won, in shares: on the same items where both have the same task, so that what both get right or
    /// wrong says nothing against it, else of two samples.
    /// </summary>
    public static (Interval Interval, string Method) Difference(ConfigurationEvidence from, ConfigurationEvidence to, double confidence)
    {
        var (before, after) = (from.Answers.First, to.Answers.First);
        var both = from.Configuration.TaskHash == to.Configuration.TaskHash ? before.Keys.Where(after.ContainsKey).ToList() : [];
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
        if (from.Configuration.TaskHash != to.Configuration.TaskHash)
            return null;
        var (before, after) = (from.Answers.First, to.Answers.First);
        var both = before.Keys.Where(after.ContainsKey).ToList();
        return both.Count == 0 ? null : (both.Count(i => before[i] && !after[i]), both.Count(i => !before[i] && after[i]));
    }

    /// <summary>True when answers were checked.</summary>
    public static bool IsKnown(ConfigurationEvidence evidence) => evidence.Answers.First.Count > 0;
}
