using System.Globalization;
using Joulemark.Analysis.Metrics;
using Joulemark.Diagnostics;
using Joulemark.Statistics;

namespace Joulemark.Analysis;

/// <summary>
/// Whether a configuration's windows are what an interval by Student's t takes them for: independent, of one level, none
/// apart. What is not so is said with its evidence; no window is dropped for it.
/// </summary>
internal static class WindowNotes
{
    /// <summary>A trend that is smaller than this over all windows does not matter to anybody, however clear it is.</summary>
    private const double SmallestTrend = 0.02;

    /// <summary>A figure nearer than this to the median stands apart only because the others agree so well.</summary>
    private const double SmallestDistance = 0.02;

    /// <summary>Fewest windows that a trend is looked for in: three lie on a line too often.</summary>
    private const int FewestForTrend = 5;

    private const double TrendLevel = 0.995; // of each side: three figures are looked at, of every configuration of every run

    // What people read first, and what explains it; every other figure of a window follows them.
    private static readonly string[] Looked = [WindowMetrics.EnergyPerOutputToken, WindowMetrics.EnergyPerRequest, "output_throughput"];

    /// <summary>How far an interval by resampling must go beyond Student's t, of half of that.</summary>
    private const double LeastBeyond = 0.2;

    /// <summary>How much too high joules per right answer may be, because windows differ in how many they have.</summary>
    private const double MostBias = 0.01;

    public static IEnumerable<Diagnostic> Of(ConfigurationEvidence evidence)
    {
        foreach (var metric in WindowMetrics.All.Where(m => Looked.Contains(m.Name, StringComparer.Ordinal) || m.Name == WindowMetrics.EnergyPerCorrect))
        {
            if (metric.Values(evidence) is var values && values.Count == evidence.Windows.Count && Skewed($"{evidence.Configuration.Name}: {metric.Name}", metric.Unit, values, evidence.IsSequential) is { } skewed)
                yield return skewed;
        }

        if (FewRight(evidence) is { } few)
            yield return few;
        foreach (var metric in WindowMetrics.All.Where(m => Looked.Contains(m.Name, StringComparer.Ordinal)))
        {
            var values = metric.Values(evidence);
            if (values.Count != evidence.Windows.Count)
                continue;
            foreach (var note in Of(evidence.Configuration.Name, metric, values, [.. evidence.Windows.Select(w => w.Repeat)]))
                yield return note;
        }
    }

    /// <summary>
    /// Said where the windows have so few right answers that the mean of joules over each is too high: by the relative variance of
    /// how many are right by luck (Cochran 1977, Sampling Techniques, 6.8: the bias of a mean of ratios). Windows that ask every item are
    /// right equally often, whatever their number.
    /// </summary>
    internal static Diagnostic? FewRight(ConfigurationEvidence evidence)
    {
        if (evidence.Windows.Count == 0 || Accuracy.Of(evidence).Value is not { } share || WindowMetrics.Get(WindowMetrics.EnergyPerCorrect).Estimate(evidence).Value is null)
            return null;
        var right = evidence.Windows.Average(w => w.Counts.CorrectEquivalents);
        var notAsked = 1 - (evidence.Windows.Average(w => w.Counts.Scored) / evidence.Configuration.TaskDistinctItems);
        var bias = (1 - share) / right * Math.Max(0, notAsked);
        return bias <= MostBias ? null : new Diagnostic("JM5044", DiagnosticSeverity.Warning, string.Create(CultureInfo.InvariantCulture,
            $"{evidence.Configuration.Name}: a window has {right:0.#} right answers, so few that {WindowMetrics.EnergyPerCorrect} is about {bias:P1} too high: a mean of joules over numbers that luck scatters. The limit is {MostBias:P0}"),
            "Lengthen the windows (measure.window), so that each holds more answers.");
    }

    /// <summary>
    /// Said where the windows are so skewed that Student's t ends short on one side: where resampling (BCa), which knows of no
    /// shape, goes beyond it. Of windows that are normal its interval is the narrower one.
    /// </summary>
    internal static Diagnostic? Skewed(string name, string unit, IReadOnlyList<double> values, bool isSequential)
    {
        if (values.Count < BootstrapInterval.FewestValues || MeanInterval.Of(values, isSequential) is not { Lower: { } lower, Upper: { } upper, Value: var mean } || upper <= mean)
            return null;
        var resampled = BootstrapInterval.Of(values, v => v.Average(), confidence: MeanInterval.ConfidenceOf(isSequential));
        var beyond = Math.Max(lower - resampled.Lower!.Value, resampled.Upper!.Value - upper);
        return beyond <= LeastBeyond * (upper - mean) ? null : new Diagnostic("JM5043", DiagnosticSeverity.Info, string.Create(CultureInfo.InvariantCulture,
            $"{name}: the windows are skewed: Student's t, which the figure has, gives {lower:G4} to {upper:G4} {unit}, and resampling (BCa), which takes no shape for granted, {resampled.Lower:G4} to {resampled.Upper:G4}"),
            "Take the wider end of the two. Longer windows (measure.window) are less skewed, as each holds more requests.");
    }

    /// <summary>The notes on the values of windows in the order of time.</summary>
    internal static IEnumerable<Diagnostic> Of(string configuration, WindowMetric metric, IReadOnlyList<double> values, IReadOnlyList<int> repeats)
    {
        var name = $"{configuration}: {metric.Name}";
        var apart = Outliers.In(values);
        var median = apart.Count == 0 ? 0 : Quantiles.At([.. values.Order()], 0.5);
        var far = apart.Where(i => Math.Abs(values[i] - median) > SmallestDistance * Math.Abs(median)).ToList();
        if (far.Count > 0)
        {
            yield return new Diagnostic("JM5040", DiagnosticSeverity.Info, string.Create(CultureInfo.InvariantCulture,
                $"{name} of window {string.Join(", ", far.Select(i => string.Create(CultureInfo.InvariantCulture, $"{repeats[i]} ({values[i]:G4} {metric.Unit})")))} stands apart from the others, whose median is {median:G4} {metric.Unit} (modified z-score above {Outliers.MostDeviation}). It is in the figures"),
                "Look what went on in it: the report's timeline and the run's events show it. More windows make one matter less.");
        }

        if (values.Count >= FewestForTrend && LinearTrend.IsSignificant(values, TrendLevel) && LinearTrend.RelativeChange(values) is var change && Math.Abs(change) > SmallestTrend)
        {
            yield return new Diagnostic("JM5041", DiagnosticSeverity.Warning, string.Create(CultureInfo.InvariantCulture,
                $"{name} {(change > 0 ? "rises" : "falls")} from the first window to the last by {Math.Abs(change):P1} of its mean, beyond its scatter: the windows are not of one level, and the interval does not cover where it is going. The limit is {SmallestTrend:P0}"),
                "Let the machine come to its temperature: lengthen measure.warm-up or measure.cool-down, and look for work that grows.");
        }
        else if (Autocorrelation.IsPositive(values))
        {
            yield return new Diagnostic("JM5042", DiagnosticSeverity.Warning, string.Create(CultureInfo.InvariantCulture,
                $"{name}: neighbouring windows are alike (correlation {Autocorrelation.Lag1(values):0.00}), so that {values.Count} windows are worth about {Autocorrelation.EffectiveCount(values):0.#} independent ones; the figure's own interval takes them for independent and is too narrow"),
                "Put more time between the windows (measure.cool-down), or make them longer.");
        }
    }
}
