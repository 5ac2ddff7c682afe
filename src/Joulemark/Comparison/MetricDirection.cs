namespace Joulemark.Comparison;

/// <summary>Which way a metric is better.</summary>
internal static class MetricDirection
{
    private static readonly string[] More =
    [
        "accuracy", "accuracy_per_wh", "achieved_rate", "good_share", "goodput", "inferences_per_kwh", "output_throughput", "request_throughput",
        "server_prefix_hit_rate", "tokens_per_second_per_watt",
    ];

    // What costs. Of others, as what is in flight or the share of idle power, neither way is better by itself.
    private static readonly string[] Costs = ["J", "W", "Wh", "J·s", "s"];

    /// <summary>True where more is better; joules, watts and seconds are better the fewer they are.</summary>
    public static bool MoreIsBetter(string metric) => More.Contains(metric, StringComparer.Ordinal);

    /// <summary>True where less is better.</summary>
    public static bool LessIsBetter(string metric) =>
        !MoreIsBetter(metric) && MetricUnit.Of(metric)?.Split('/')[0] is { } quantity && Costs.Contains(quantity, StringComparer.Ordinal);
}
