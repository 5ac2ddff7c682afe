using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Sweeping;

/// <summary>Ratio of a figure of two points: window by window where it has a value for each, else by the figures' intervals.</summary>
internal static class SweepRatio
{
    /// <summary>Second ÷ first, at a confidence.</summary>
    public static Interval Of(string metric, SweepMember first, SweepMember second, double confidence) =>
        ByWindows(metric, first, second)?.Interval(confidence) ?? ByIntervals(metric, first, second, confidence);

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

    private static Interval ByIntervals(string metric, SweepMember first, SweepMember second, double confidence) => MoverRatio.Of(
        Figure(metric, first), Figure(metric, second), confidence, Math.Min(first.Evidence.Windows.Count, second.Evidence.Windows.Count));

    private static Interval Figure(string metric, SweepMember member) => member.Figure(metric) is var figure ? new Interval(figure.Value ?? double.NaN, figure.Lower, figure.Upper) : default;
}
