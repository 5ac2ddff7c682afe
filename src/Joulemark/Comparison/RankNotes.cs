using System.Globalization;
using Joulemark.Analysis.Metrics;
using Joulemark.Diagnostics;
using Joulemark.Statistics;

namespace Joulemark.Comparison;

/// <summary>
/// Whether ranks say of two sets of windows what Student's t says of their logarithms. The verdict is t's, which a few windows
/// that stand apart can make or hide; ranks do not see how far apart they stand.
/// </summary>
internal static class RankNotes
{
    /// <summary>Ranks and t disagree about the first ratio of a comparison.</summary>
    public const string Disagreement = "JM7085";

    // Of two tests at one level one is beyond it and the other within ever so often: that far apart they are seldom by chance.
    private const double Apart = 4;

    /// <summary>Of the figure that a comparison is about, where both were measured apart.</summary>
    /// <param name="headline">The figure; null where none has a ratio.</param>
    /// <param name="ofWindows">Its ratio, where it is one of windows.</param>
    /// <param name="sides">What is compared.</param>
    /// <param name="other">What is compared with the baseline.</param>
    /// <param name="confidence">Of the intervals.</param>
    public static IEnumerable<Diagnostic> Of(ComparedMetric? headline, MetricRatio? ofWindows, ComparedSides sides, string other, double confidence)
    {
        if (headline is not { Ratio.Lower: not null } || ofWindows is not { IsPaired: false, IsWorthFewer: false } ratio) // ranks take windows for independent
            yield break;

        var metric = WindowMetrics.Get(headline.Name);
        var (a, b) = (metric.Values(sides.A), metric.Values(sides.B));
        var (level, byRanks, byMeans) = (1 - confidence, MannWhitneyTest.Test(a, b).P, ratio.PDifferent);
        var isTold = headline.Ratio is { Lower: > 1 } or { Upper: < 1 }; // by the interval, which holds more than scatter
        if (isTold && byMeans <= level && byRanks > Apart * level && MannWhitneyTest.LeastP(a.Count, b.Count) <= level)
        {
            yield return Note($"the means of {headline.Name} of {other} and of the baseline differ beyond their scatter (p = {P(byMeans)}, Student's t), and the ranks of their windows do not (p = {P(byRanks)}, Mann-Whitney): a few windows may make the difference",
                "Look at the windows that stand apart (JM5040 in each run's report, or its timeline); more windows tell (measure.repeats).");
        }
        else if (!isTold && byRanks <= level && byMeans > Apart * level)
        {
            yield return Note($"the ranks of the windows' {headline.Name} of {other} and of the baseline differ (p = {P(byRanks)}, Mann-Whitney), and their means do not beyond their scatter (p = {P(byMeans)}, Student's t): a few windows that stand apart may hide a difference",
                "Look at the windows that stand apart (JM5040 in each run's report, or its timeline), and measure again without what disturbed them.");
        }
    }

    private static Diagnostic Note(string message, string remedy) => new(Disagreement, DiagnosticSeverity.Info, message, remedy);

    private static string P(double p) => p < 0.0001 ? "< 0.0001" : p.ToString("0.0000", CultureInfo.InvariantCulture);
}
