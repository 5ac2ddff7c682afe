using System.Globalization;
using Joulemark.Comparison.Starts;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Gating;

/// <summary>What would decide a rule that is not decided.</summary>
internal static class GateRemedy
{
    /// <summary>More of the same.</summary>
    public const string MoreWindows = "More or longer windows narrow the interval (measure.repeats, measure.window).";

    /// <summary>More of what a percentile is of.</summary>
    public const string MoreRequests = "Ask more requests: longer windows (measure.window) or more of them (measure.repeats).";

    /// <summary>More starts of the server.</summary>
    public const string MoreRuns = "More runs narrow the interval, each with a server started anew; and more requests in each.";

    /// <summary>Of both errors that shares have.</summary>
    public const string MoreItemsAndRuns = "The interval is that of the items and of the starts together: ask more items, or measure more runs of each, each with a server started anew.";

    /// <summary>Metrics that are one reading of a run, and what is like them and has an interval.</summary>
    private static readonly Dictionary<string, string> Single = new(StringComparer.Ordinal) { ["peak_power"] = "mean_power", ["idle_power"] = "idle_share" };

    /// <summary>One window has an interval of its requests, which does not hold how the next would differ.</summary>
    public static string MoreThanOneWindow { get; } = $"One window says nothing of how the next would differ: measure at least {MeanInterval.FewestRepeats} (measure.repeats.min).";

    /// <summary>Of a figure that a run has one of, so that no rule on it is decided within a run; null for any other.</summary>
    public static string? Starts(string metric) => Single.GetValueOrDefault(metric) is not { } instead ? null
        : $"A run has one {metric}, without an interval, however long it measures: name several runs of each side, each with a server started anew, whose scatter gives one; or gate {instead}.";

    /// <summary>Of a ratio of windows; or of figures, where there is none of windows.</summary>
    public static string Windows(MetricRatio? ratio, int windows, GateBound bound, double confidence) =>
        (ratio?.Repeats ?? windows) is < MeanInterval.FewestRepeats and var few ? $"Measure at least {MeanInterval.FewestRepeats} windows of each (measure.repeats.min); {few} {(few == 1 ? "says" : "say")} nothing of their spread."
        : ratio is null ? MoreRequests
        : ratio.RepeatsToTellFrom(bound.Limit, confidence) is { } repeats
            ? string.Create(CultureInfo.InvariantCulture, $"About {repeats} windows of each would tell it from the limit (80 % of the time), if they scatter as these {ratio.Repeats} do: set measure.repeats.min: {repeats}, and measure.repeats.max no lower.")
            : "It is too near the limit for more windows to help: lengthen them, use a better source of power, or set the limit elsewhere.";

    /// <summary>Of a ratio of starts.</summary>
    public static string Starts(StartRatio ratio, GateBound bound, double confidence) => ratio.WhatTells(bound.Limit, confidence,
        "tell it from the limit", "It is too near the limit for more runs to help: set the limit elsewhere, or find what varies from start to start.");

    /// <summary>Of shares whose starts scatter by more than their items leave open.</summary>
    /// <param name="spread">What they scatter by.</param>
    public static string Starts(double spread) => string.Create(CultureInfo.InvariantCulture,
        $"It is the starts that scatter ({spread * 100:0.0} points from run to run), more than the items leave open: measure more runs of each side, each with a server started anew.");

    /// <summary>
    /// How many items would tell a difference of accuracies from the limit. Where nothing changed, Tango's interval ends at
    /// z² ÷ (n + z²); else half an interval shrinks with the root of the items.
    /// </summary>
    public static string Items(Interval interval, int items, GateBound bound, double confidence)
    {
        const double Most = 1e6;
        if (interval is not { Lower: { } lower, Upper: { } upper })
            return MoreWindows;
        var z = NormalDistribution.Quantile((1 + confidence) / 2);
        var (margin, distance, half) = (Math.Abs(bound.Limit), Math.Abs(interval.Value - bound.Limit), bound.IsMost ? upper - interval.Value : interval.Value - lower);
        var isUnchanged = interval.Value == 0 && half < (z * z / (items + (z * z))) + 1e-6;
        var unchanged = z * z * (1 - margin) / margin;
        var needed = isUnchanged ? unchanged : Math.Max(unchanged, items * Math.Pow(half / distance, 2));
        return needed > Most || double.IsNaN(needed) ? "It is too near the limit for more items to help: set the limit elsewhere."
            : string.Create(CultureInfo.InvariantCulture, $"{items} items do not tell. About {Math.Ceiling(needed)} would, if they differ as these do: ask more of the data set (workload.requests, and windows that get through them).");
    }
}
