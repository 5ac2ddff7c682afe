using Joulemark.Analysis.Metrics;

namespace Joulemark.Comparison;

/// <summary>The unit of a metric as Joulemark makes it: known without a figure, as a limit is written before anything is measured.</summary>
internal static class MetricUnit
{
    /// <summary>Unit of what has none: shares.</summary>
    public const string Share = "1";

    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["accuracy"] = Share, ["good_share"] = Share, ["reasoning_share"] = Share, ["chunks_per_token"] = "chunks/token", ["idle_power"] = "W", ["peak_power"] = "W",
    };

    private static readonly string[] Latency = [.. Latencies.Kinds.Select(k => k.Name), Latencies.InterToken, Latencies.PerToken];

    /// <summary>The unit; null for a metric that nothing is limited by: one that does not exist, or an attribution.</summary>
    public static string? Of(string metric) =>
        WindowMetrics.All.FirstOrDefault(m => m.Name == metric)?.Unit ?? Others.GetValueOrDefault(metric) ?? (IsLatency(metric) ? "s" : null);

    /// <summary>A latency's figures are named by it, and by which of its mean and percentiles they are.</summary>
    private static bool IsLatency(string metric) => metric.LastIndexOf('_') is > 0 and var end && Latency.Contains(metric[..end], StringComparer.Ordinal);
}
