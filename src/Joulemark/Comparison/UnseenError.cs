using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Statistics;

namespace Joulemark.Comparison;

/// <summary>
/// What the windows of two configurations do not show of how well the ratio of a metric is known, because it is alike in all of
/// them: which items they ask, the idle power that is taken off, and what sensors and models are wrong by that is not alike on both sides. Standard errors of the ratio's logarithm; they are added
/// to the windows' scatter in squares.
/// </summary>
/// <param name="Answers">Of the right answers, where the same items are asked again. No further window makes it less.</param>
/// <param name="Idle">Of the idle power.</param>
/// <param name="Gain">Of what sensors and models are wrong by, where it does not cancel.</param>
internal readonly record struct UnseenError(double Answers, double Idle, double Gain)
{
    private static readonly double Recovered = NormalDistribution.Quantile(0.975);

    /// <summary>All together.</summary>
    public double Whole => Math.Sqrt((Answers * Answers) + (Idle * Idle) + (Gain * Gain));

    /// <summary>What is said of it behind a method.</summary>
    public string Said => (Answers > 0 ? "; and the right answers of the items, which were asked again" : "") + (Idle > 0 ? "; and how well idle power is known" : "")
        + (Gain > 0 ? "; and what sensors or models are wrong by that is not alike on both sides" : "");

    /// <summary>Of two configurations. Each side's idle power is taken for known by itself.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="a">One of them.</param>
    /// <param name="b">The other.</param>
    /// <param name="areAskedAgain">Whether items are asked again, in windows or in runs; null where the windows of the two tell.</param>
    public static UnseenError Of(WindowMetric metric, ConfigurationEvidence a, ConfigurationEvidence b, bool? areAskedAgain = null) => new(
        metric.Answers != 0 && (areAskedAgain ?? (Accuracy.AreAskedAgain(a) || Accuracy.AreAskedAgain(b))) ? Accuracy.RatioError(a, b) ?? 0 : 0,
        Math.Sqrt(Math.Pow(metric.RelativeIdlePart(a), 2) + Math.Pow(metric.RelativeIdlePart(b), 2)) / Recovered,
        OfGain(metric, a, b) / Recovered);

    /// <summary>Bounds of what both sides' joules are wrong by, each by itself, on the log scale: taken for 95 % of them, together in squares.</summary>
    private static double OfGain(WindowMetric metric, ConfigurationEvidence a, ConfigurationEvidence b) => a.Sensors is not { } sensors || b.Sensors is not { } others ? 0
        : Math.Sqrt(Math.Pow(Math.Log(1 + sensors.Apart(others)) * metric.ShareOfJoules(a), 2) + Math.Pow(Math.Log(1 + others.Apart(sensors)) * metric.ShareOfJoules(b), 2));

    /// <summary>How far an interval reaches on the log scale: with it, and no less than how well the joules are known, which holds the idle power's part of that.</summary>
    /// <param name="scatter">How far it reaches by the windows' scatter.</param>
    /// <param name="measured">How well the joules are known, relative, at 95 %.</param>
    /// <param name="quantile">Of the normal distribution.</param>
    public double Distance(double scatter, double measured, double quantile)
    {
        var (idle, answers, gain) = (quantile * Idle, quantile * Answers, quantile * Gain);
        var ofJoules = Math.Max(At(measured, quantile), Math.Sqrt((scatter * scatter) + (idle * idle)));
        return Math.Sqrt((ofJoules * ofJoules) + (answers * answers) + (gain * gain));
    }

    /// <summary>What is known at 95 %, at another confidence; never less than at 95 %, for a bound may be kept by all alike.</summary>
    /// <param name="measured">A bound at 95 %, or several in squares.</param>
    /// <param name="quantile">Of the normal distribution.</param>
    public static double At(double measured, double quantile) => measured * Math.Max(1, quantile / Recovered);

    /// <summary>How far it reaches on the log scale.</summary>
    /// <param name="quantile">Of the normal distribution.</param>
    public double Reach(double quantile) => quantile * Whole;
}
