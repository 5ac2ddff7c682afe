namespace Joulemark.Reporting;

/// <summary>Latencies of one configuration as an empirical distribution: the share of requests that took at most so long.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Ttft">Time to first token.</param>
/// <param name="E2e">End-to-end latency.</param>
internal sealed record LatencyDistribution(
    string Configuration, IReadOnlyList<(double Seconds, double Share)> Ttft, IReadOnlyList<(double Seconds, double Share)> E2e)
{
    /// <summary>Most points of a line.</summary>
    public const int MostPoints = 250;

    /// <summary>The tail is what people look for, and even thinning would cut it: the slowest are all kept.</summary>
    public const int SlowestKept = 30;

    /// <summary>From a configuration's requests.</summary>
    /// <param name="configuration">Its name.</param>
    /// <param name="requests">Its requests; null where it has none.</param>
    /// <param name="runs">How many runs share the page.</param>
    public static LatencyDistribution Of(string configuration, MeasuredRequests? requests, int runs = 1) =>
        new(configuration, Shares(requests?.Ttft ?? [], runs), Shares(requests?.E2e ?? [], runs));

    private static List<(double Seconds, double Share)> Shares(List<double> sorted, int runs)
    {
        sorted.Sort();
        var most = Math.Max(50, MostPoints / runs);
        var every = Math.Max(1, (sorted.Count + most - 1) / most);
        return [.. sorted.Select((seconds, i) => (seconds, (i + 1.0) / sorted.Count))
            .Where((_, i) => i % every == 0 || i >= sorted.Count - SlowestKept)];
    }
}
