using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Metrics;

/// <summary>
/// Latencies of the requests that were due inside a measured window and answered: mean and percentiles. They count from the
/// scheduled time unless their name says otherwise. Choosing by the due time, not by completion, keeps slow requests in.
/// Their intervals allow for windows that differ: the requests of one share its moment, and are not independent of each other.
/// </summary>
internal static class Latencies
{
    /// <summary>Name of the gaps between the chunks of an answer.</summary>
    public const string InterToken = "itl";

    /// <summary>Name of the same gaps, where each chunk carried one token.</summary>
    public const string PerToken = "itl_per_token";

    private static readonly (string Name, double P)[] Percentiles = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)];

    /// <summary>Latencies that a request has one of.</summary>
    public static IReadOnlyList<(string Name, Func<RequestRecord, TimeSpan?> Of)> Kinds { get; } =
    [
        ("ttft", r => r.Ttft),
        ("ttft_answer", r => r.TtftAnswer),
        ("tpot", r => r.Tpot),
        ("e2e", r => r.E2e),
        ("schedule_lag", r => r.Sent - r.Scheduled),
        ("ttft_sent", r => r.TtftSent),
        ("e2e_sent", r => r.E2eSent),
    ];

    /// <summary>The figures by metric name.</summary>
    /// <param name="evidence">The configuration.</param>
    /// <param name="times">How long its requests took.</param>
    public static IEnumerable<KeyValuePair<string, Estimate>> Of(ConfigurationEvidence evidence, RequestTimes times)
    {
        for (var i = 0; i < Kinds.Count; i++)
        {
            foreach (var (name, estimate) in OfRequests(times.Kinds[i]))
                yield return KeyValuePair.Create($"{Kinds[i].Name}_{name}", estimate);
        }

        foreach (var (name, estimate) in OfGaps(evidence, times.Gaps, times.MeanGaps))
        {
            yield return KeyValuePair.Create($"{InterToken}_{name}", estimate);
            yield return KeyValuePair.Create($"{PerToken}_{name}", times.IsTokenByToken || times.Gaps.Count == 0 ? estimate
                : new Estimate { Unit = "s", Method = "chunks carried several tokens, or it is not known how many: their gaps are not times per token" });
        }
    }

    private static IEnumerable<(string Name, Estimate Estimate)> OfRequests(SectionedDistribution times)
    {
        var mean = times.Mean(times.Whole.StandardError, times.Count);
        yield return ("mean", new Estimate
        {
            Value = times.Count > 0 ? mean.Value : null,
            Lower = mean.Lower,
            Upper = mean.Upper,
            N = times.Count,
            Unit = "s",
            Method = times.Count == 0 ? "no request with such a time" : "mean of requests" + (mean.Lower is null ? "; too few for an interval" : $", Student t{Windows(times)}"),
        });
        foreach (var (name, p) in Percentiles)
        {
            var interval = times.Count > 0 ? times.Quantile(p) : (Interval?)null;
            yield return (name, new Estimate
            {
                Value = interval?.Value,
                Lower = interval?.Lower,
                Upper = interval?.Upper,
                N = times.Count,
                Unit = "s",
                Method = interval is null ? "no request with such a time"
                    : Quantile(times.Whole) + (interval.Value.Lower is null ? "; too few for an interval" : $", order statistics{Windows(times)}"),
            });
        }
    }

    // What one window cannot tell is how the next would differ.
    private static string Windows(SectionedDistribution times) =>
        times.Sections > 1 ? "; wider where the windows differ by more" : "; one window, so that requests are taken for independent";

    /// <summary>
    /// The gaps of one answer are alike, so that they do not count as so many independent ones: the interval of a percentile
    /// goes by how the share of gaps below it varies from answer to answer (Woodruff 1952, doi:10.1080/01621459.1952.10483443).
    /// </summary>
    private static IEnumerable<(string Name, Estimate Estimate)> OfGaps(ConfigurationEvidence evidence, SectionedDistribution gaps, ClusteredShare means)
    {
        var all = gaps.Whole;
        var enough = means.Clusters >= MeanInterval.FewestRepeats;
        string Method(string what) => gaps.Count == 0 ? "no answer came in several chunks" : string.Create(
            CultureInfo.InvariantCulture, $"{what} of {gaps.Count} gaps between chunks; {(enough ? $"interval from answer to answer{Windows(gaps)}" : "too few answers for an interval")}");

        var mean = enough ? gaps.Mean(means.StandardError, means.Clusters) : new Interval(all.Mean, null, null);
        yield return ("mean", new Estimate
        {
            Value = gaps.Count > 0 ? mean.Value : null,
            Lower = mean.Lower,
            Upper = mean.Upper,
            N = means.Clusters,
            Unit = "s",
            Method = Method("mean"),
        });

        var values = Percentiles.Select(p => gaps.Count > 0 ? all.At(p.P) : 0).ToArray();
        var shares = Percentiles.Select(_ => new ClusteredShare()).ToArray();
        if (enough)
            CountBelow(evidence, values, shares);
        var t = enough ? StudentT.Quantile(0.975, means.Clusters - 1) : 0;
        for (var i = 0; i < Percentiles.Length; i++)
        {
            var (name, p) = Percentiles[i];
            var half = t * shares[i].StandardError;
            var interval = enough && p - half > 0 && p + half < 1
                ? gaps.Widen(new Interval(values[i], Math.Min(values[i], all.AtLeast(p - half)), Math.Max(values[i], all.AtMost(p + half))), p)
                : new Interval(values[i], null, null);
            yield return (name, new Estimate
            {
                Value = gaps.Count > 0 ? interval.Value : null,
                Lower = interval.Lower,
                Upper = interval.Upper,
                N = means.Clusters,
                Unit = "s",
                Method = Method(Quantile(all)),
            });
        }
    }

    private static void CountBelow(ConfigurationEvidence evidence, double[] values, ClusteredShare[] shares)
    {
        var (below, chunks) = (new int[values.Length], new ChunkGaps());
        foreach (var request in evidence.Measured)
        {
            if (request.Error is not null || request.Tokens.Count < 2)
                continue;
            Array.Clear(below);
            foreach (var gap in chunks.Of(request))
            {
                for (var i = 0; i < values.Length; i++)
                    below[i] += gap <= values[i] ? 1 : 0;
            }

            for (var i = 0; i < values.Length; i++)
                shares[i].Add(below[i], request.Tokens.Count - 1);
        }
    }

    private static string Quantile(Distribution times) => times.IsExact ? "sample quantile"
        : string.Create(CultureInfo.InvariantCulture, $"quantile to within {Distribution.RelativeError:P1} (logarithmic bins)");
}
