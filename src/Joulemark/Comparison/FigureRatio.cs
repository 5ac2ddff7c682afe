using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison;

/// <summary>Ratio of two figures that no window has a value of by itself, such as percentiles: by their intervals.</summary>
internal static class FigureRatio
{
    /// <summary>B ÷ A.</summary>
    /// <param name="a">The figure of A.</param>
    /// <param name="b">That of B.</param>
    /// <param name="windows">Windows of the side that has fewer.</param>
    /// <param name="confidence">Of the interval.</param>
    public static Estimate Of(Estimate a, Estimate b, int windows, double confidence)
    {
        var ratio = MoverRatio.Of(IntervalOf(a), IntervalOf(b), confidence, windows);
        return new Estimate
        {
            Value = double.IsFinite(ratio.Value) ? ratio.Value : null, Lower = ratio.Lower, Upper = ratio.Upper, N = Math.Min(a.N, b.N), Unit = "1",
            Method = "ratio of figures by their intervals (MOVER)" + (ratio.Lower is not null ? "" : MeanInterval.IsTooFew(windows) ? "; no interval where a side has fewer than three windows" : "; no interval where a side has none"),
        };
    }

    /// <summary>A figure as an interval; not a number where it has no value.</summary>
    public static Interval IntervalOf(Estimate figure) => new(figure.Value ?? double.NaN, figure.Lower, figure.Upper);
}
