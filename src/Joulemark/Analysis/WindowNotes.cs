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

    public static IEnumerable<Diagnostic> Of(ConfigurationEvidence evidence)
    {
        foreach (var metric in WindowMetrics.All.Where(m => Looked.Contains(m.Name, StringComparer.Ordinal)))
        {
            var values = metric.Values(evidence);
            if (values.Count != evidence.Windows.Count)
                continue;
            foreach (var note in Of(evidence.Configuration.Name, metric, values, [.. evidence.Windows.Select(w => w.Repeat)]))
                yield return note;
        }
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
                $"{name}: neighbouring windows are alike (correlation {Autocorrelation.Lag1(values):0.00}), so that {values.Count} windows are worth about {Autocorrelation.EffectiveCount(values):0.#} independent ones; the interval takes them for independent and is too narrow"),
                "Put more time between the windows (measure.cool-down), or make them longer.");
        }
    }
}
