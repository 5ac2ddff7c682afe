using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Sweeping;

/// <summary>Ratio of a figure of two points: window by window where it has a value for each, else by the figures' intervals.</summary>
internal static class SweepRatio
{
    /// <summary>Second ÷ first, at a confidence.</summary>
    public static Interval Of(string metric, SweepMember first, SweepMember second, double confidence) => FigureRatio.IntervalOf(Estimate(metric, first, second, confidence));

    /// <summary>The same for the record.</summary>
    public static Estimate Estimate(string metric, SweepMember first, SweepMember second, double confidence) =>
        WindowMetrics.All.FirstOrDefault(m => m.Name == metric) is { } known && MetricRatio.Of(known, first.Evidence, second.Evidence) is { } ratio ? ratio.Estimate(confidence)
        : FigureRatio.Of(first.Figure(metric), second.Figure(metric), Math.Min(first.Evidence.Windows.Count, second.Evidence.Windows.Count), confidence);
}
