namespace Joulemark.Analysis.Metrics;

/// <summary>Which figures are the load client's as well as the server's where the client could not keep up: latencies, and what is made from them.</summary>
internal static class ClientsFigures
{
    /// <summary>Why nothing is said of them.</summary>
    public const string Why = "the load client was saturated, so that it is not the server's";

    /// <summary>Figures that are no more the server's than the latencies that they are made from.</summary>
    public static IReadOnlyList<string> MadeOfLatencies { get; } = ["energy_delay_product", "energy_per_good_request", "good_share", "goodput"];

    /// <summary>How names of times begin that are no latency of a server: the client's own, and the length of a command.</summary>
    public static IReadOnlyList<string> OwnTimes { get; } = ["client_", "schedule_lag", "duration"];

    /// <summary>True for a latency, or what is made from latencies, of a run whose load client could not keep up: it must not pass for the server's.</summary>
    /// <param name="metric">Name of the figure.</param>
    /// <param name="result">The configuration that it is of.</param>
    public static bool Has(string metric, ConfigurationResult result) =>
        result.IsClientSaturated && (MadeOfLatencies.Contains(metric, StringComparer.Ordinal)
            || (result.Metrics.GetValueOrDefault(metric)?.Unit == "s" && !OwnTimes.Any(t => metric.StartsWith(t, StringComparison.Ordinal))));
}
