using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Metrics;

/// <summary>
/// Latency percentiles over the requests that were due inside a measured window, from the scheduled time. Choosing by the
/// due time, not by completion, keeps slow requests in.
/// </summary>
internal static class Latencies
{
    private static readonly (string Name, double P)[] Percentiles = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)];

    private static readonly (string Name, Func<RequestRecord, IEnumerable<double>> Values)[] Kinds =
    [
        ("ttft", r => Seconds(r.Ttft)),
        ("tpot", r => Seconds(r.Tpot)),
        ("itl", InterTokenGaps),
        ("e2e", r => Seconds(r.E2e)),
        ("schedule_lag", r => Seconds(r.Sent - r.Scheduled)),
    ];

    public static IEnumerable<KeyValuePair<string, Estimate>> Of(ConfigurationEvidence evidence)
    {
        var good = evidence.Measured.Where(r => r.Error is null).ToList();
        foreach (var (kind, values) in Kinds)
        {
            var sorted = good.SelectMany(values).Order().ToList();
            foreach (var (name, p) in Percentiles)
                yield return KeyValuePair.Create($"{kind}_{name}", Percentile(sorted, p));
        }
    }

    /// <summary>Seconds between successive chunks; a chunk may carry several tokens.</summary>
    public static IEnumerable<double> InterTokenGaps(RequestRecord request) =>
        request.Tokens.Zip(request.Tokens.Skip(1), (a, b) => (b.Nanoseconds - a.Nanoseconds) / 1e9);

    private static Estimate Percentile(List<double> sorted, double p)
    {
        var interval = sorted.Count > 0 ? Quantiles.Of(sorted, p) : (Interval?)null;
        return new Estimate
        {
            Value = interval?.Value,
            Lower = interval?.Lower,
            Upper = interval?.Upper,
            N = sorted.Count,
            Unit = "s",
            Method = interval is null ? "no request with such a time"
                : interval.Value.Lower is null ? "sample quantile; too few for an interval" : "sample quantile, order statistics",
        };
    }

    private static IEnumerable<double> Seconds(TimeSpan? time) => time is { } t ? [t.TotalSeconds] : [];
}
