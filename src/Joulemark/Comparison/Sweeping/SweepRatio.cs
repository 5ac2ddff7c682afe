using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Sweeping;

/// <summary>Ratio of a figure of two points: window by window where it has a value for each, else by the figures' intervals.</summary>
internal static class SweepRatio
{
    private const double FigureConfidence = 0.95;

    /// <summary>Second ÷ first, at a confidence.</summary>
    public static Interval Of(string metric, SweepMember first, SweepMember second, double confidence) =>
        ByWindows(metric, first, second)?.Interval(confidence) ?? ByIntervals(first.Figure(metric), second.Figure(metric), confidence);

    /// <summary>The same for the record.</summary>
    public static Estimate Estimate(string metric, SweepMember first, SweepMember second, double confidence)
    {
        var interval = Of(metric, first, second, confidence);
        return new Estimate
        {
            Value = interval.Value, Lower = interval.Lower, Upper = interval.Upper, N = Math.Min(first.Figure(metric).N, second.Figure(metric).N), Unit = "1",
            Method = ByWindows(metric, first, second)?.Estimate().Method ?? "ratio of figures by their intervals (MOVER)",
        };
    }

    private static MetricRatio? ByWindows(string metric, SweepMember first, SweepMember second) =>
        WindowMetrics.All.FirstOrDefault(m => m.Name == metric) is { } known ? MetricRatio.Of(known, first.Evidence, second.Evidence) : null;

    /// <summary>MOVER's interval has the figures' confidence; another is had by stretching it on the log scale as normal ones stretch.</summary>
    private static Interval ByIntervals(Estimate first, Estimate second, double confidence)
    {
        var ratio = MoverRatio.Of(new Interval(first.Value ?? double.NaN, first.Lower, first.Upper), new Interval(second.Value ?? double.NaN, second.Lower, second.Upper));
        if (ratio is not { Lower: { } lower, Upper: { } upper })
            return ratio;
        var stretch = NormalDistribution.Quantile((1 + confidence) / 2) / NormalDistribution.Quantile((1 + FigureConfidence) / 2);
        return new Interval(ratio.Value, ratio.Value * Math.Pow(lower / ratio.Value, stretch), ratio.Value * Math.Pow(upper / ratio.Value, stretch));
    }
}
