namespace Joulemark.Statistics;

/// <summary>
/// Ratio of two independent figures that are known by their intervals only, such as percentiles: the distances from each
/// figure to the ends of its interval are recovered as its variance on that side and added up on the log scale (MOVER; Zou
/// and Donner 2008, doi:10.1002/sim.3095).
/// </summary>
internal static class MoverRatio
{
    /// <summary>Second ÷ first; the ends are null where a figure has no interval, or one that goes below 0 (the first's: to 0), or is of too few windows (<see cref="MeanInterval.IsTooFew"/>).</summary>
    /// <param name="first">The first figure, with its 95 % interval.</param>
    /// <param name="second">The second.</param>
    /// <param name="confidence">Of the ratio's interval: the recovered distances are 95 % ones, and others are in proportion to the quantile (<see cref="MoverScale"/>).</param>
    /// <param name="windows">
    /// Windows of the side that has fewer, where intervals may be Student's t of them; null where they are not. From too few
    /// of them there is no interval: what they are known to says little of how the next would differ.
    /// </param>
    public static Interval Of(Interval first, Interval second, double confidence = 0.95, int? windows = null)
    {
        var ratio = second.Value / first.Value;
        if (MeanInterval.IsTooFew(windows) || first is not { Value: > 0, Lower: > 0 and var firstLower, Upper: { } firstUpper } || second is not { Value: > 0, Lower: >= 0 and var secondLower, Upper: { } secondUpper })
            return new Interval(ratio, null, null);
        var scale = MoverScale.Of(confidence, windows);
        double Side(double a, double b) => scale * Math.Sqrt(Math.Pow(Math.Log(a), 2) + Math.Pow(Math.Log(b), 2));
        var below = Side(second.Value / secondLower, firstUpper / first.Value);
        var above = Side(secondUpper / second.Value, first.Value / firstLower);
        return new Interval(ratio, ratio * Math.Exp(-below), ratio * Math.Exp(above));
    }
}
