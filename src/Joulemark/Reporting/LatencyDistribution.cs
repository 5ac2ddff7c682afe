using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>Latencies of one configuration as an empirical distribution: the share of requests that took at most so long.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Ttft">Time to first token.</param>
/// <param name="E2e">End-to-end latency.</param>
internal sealed record LatencyDistribution(
    string Configuration, IReadOnlyList<(double Seconds, double Share)> Ttft, IReadOnlyList<(double Seconds, double Share)> E2e)
{
    private const int MostPoints = 250;

    // The tail is what people look for, and even thinning would cut it: the slowest are all kept.
    private const int SlowestKept = 30;

    /// <summary>From the requests that latency figures are made from: due inside a measured window, and answered.</summary>
    public static LatencyDistribution Of(RunRecord run, string configuration)
    {
        var windows = run.Windows.Where(w => w.Stage == Stage.Window && w.Configuration == configuration).ToList();
        var (ttfts, e2es) = (new List<double>(), new List<double>());
        foreach (var r in run.Requests)
        {
            if (r.Configuration != configuration || r.Error is not null || !windows.Exists(w => r.Scheduled >= w.Start && r.Scheduled < w.End))
                continue;
            if (r.Ttft is { } ttft)
                ttfts.Add(ttft.TotalSeconds);
            if (r.E2e is { } e2e)
                e2es.Add(e2e.TotalSeconds);
        }

        return new LatencyDistribution(configuration, Shares(ttfts), Shares(e2es));
    }

    private static List<(double Seconds, double Share)> Shares(List<double> sorted)
    {
        sorted.Sort();
        var every = Math.Max(1, sorted.Count / MostPoints);
        return [.. sorted.Select((seconds, i) => (seconds, (i + 1.0) / sorted.Count))
            .Where((_, i) => i % every == 0 || i >= sorted.Count - SlowestKept)];
    }
}
