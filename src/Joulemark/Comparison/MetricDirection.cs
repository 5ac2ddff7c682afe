namespace Joulemark.Comparison;

/// <summary>Which way a metric is better.</summary>
internal static class MetricDirection
{
    private static readonly string[] More =
    [
        "accuracy", "accuracy_per_wh", "achieved_rate", "good_share", "goodput", "inferences_per_kwh", "output_throughput", "request_throughput",
        "server_prefix_hit_rate", "tokens_per_second_per_watt",
    ];

    /// <summary>True where more is better; joules, watts and seconds are better the fewer they are.</summary>
    public static bool MoreIsBetter(string metric) => More.Contains(metric, StringComparer.Ordinal);
}
