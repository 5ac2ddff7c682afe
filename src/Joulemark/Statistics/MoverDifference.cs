namespace Joulemark.Statistics;

/// <summary>
/// Difference of two independent figures that are known by their intervals only: the distances from each figure to the ends
/// of its interval are recovered as its variance on that side and added up (MOVER; Zou and Donner 2008, doi:10.1002/sim.3095).
/// </summary>
internal static class MoverDifference
{
    /// <summary>Second less first; the ends are null where a figure has no interval, or is of too few windows (<see cref="MeanInterval.IsTooFew"/>).</summary>
    /// <param name="first">The first figure, with its 95 % interval.</param>
    /// <param name="second">The second.</param>
    /// <param name="confidence">Of the difference's interval: the recovered distances are 95 % ones, and others are in proportion to the quantile (<see cref="MoverScale"/>).</param>
    /// <param name="windows">
    /// Windows of the side that has fewer, where intervals may be Student's t of them; null where they are not. From too few
    /// of them there is no interval: what they are known to says little of how the next would differ.
    /// </param>
    public static Interval Of(Interval first, Interval second, double confidence = 0.95, int? windows = null)
    {
        var difference = second.Value - first.Value;
        if (MeanInterval.IsTooFew(windows) || first is not { Lower: { } firstLower, Upper: { } firstUpper } || second is not { Lower: { } secondLower, Upper: { } secondUpper })
            return new Interval(difference, null, null);
        var scale = MoverScale.Of(confidence, windows);
        double Side(double a, double b) => scale * Math.Sqrt((a * a) + (b * b));
        return new Interval(difference, difference - Side(second.Value - secondLower, firstUpper - first.Value), difference + Side(secondUpper - second.Value, first.Value - firstLower));
    }
}
