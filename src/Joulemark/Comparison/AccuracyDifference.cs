using System.Globalization;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison;

/// <summary>How much accuracy is won or lost: shares have a difference, which holds at 0 % and 100 % as well, and no ratio.</summary>
internal static class AccuracyDifference
{
    public static ComparedMetric Of(ComparedMetric accuracy, ComparedSides sides, SharedLevel level)
    {
        if (!Accuracy.IsKnown(sides.A) || !Accuracy.IsKnown(sides.B))
            return accuracy; // figures of another tool's, without the answers
        var (interval, method) = Accuracy.Difference(sides.A, sides.B, level.Confidence);
        var disagreements = Accuracy.Disagreements(sides.A, sides.B);
        return accuracy with
        {
            Difference = new Estimate
            {
                Value = interval.Value, Lower = interval.Lower, Upper = interval.Upper, N = Accuracy.OnBoth(sides.A, sides.B)?.Items ?? Math.Min(accuracy.A.N, accuracy.B.N), Unit = "1",
                Method = disagreements is { } d ? string.Create(CultureInfo.InvariantCulture, $"{method}; only A right {d.OnlyFrom}, only B {d.OnlyTo}") : method,
            },
            PValue = disagreements is { } differ ? level.Adjusted(McNemarTest.MidP(differ.OnlyFrom, differ.OnlyTo)) : null,
            Verdict = interval.Upper < 0 ? RatioVerdict.Worse : interval.Lower > 0 ? RatioVerdict.Better : RatioVerdict.Inconclusive,
        };
    }
}
