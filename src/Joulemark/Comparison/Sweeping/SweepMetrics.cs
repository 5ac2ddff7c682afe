using Joulemark.Analysis.Metrics;

namespace Joulemark.Comparison.Sweeping;

/// <summary>Which figures a sweep is judged by: those that its points have.</summary>
/// <param name="Energy">What is made least.</param>
/// <param name="Throughput">What is got done.</param>
/// <param name="Latency">What energy is held against; null where there is none.</param>
/// <param name="Asked">Latencies that objectives are of.</param>
internal sealed record SweepMetrics(string Energy, string Throughput, string? Latency, IReadOnlyList<string> Asked)
{
    public const string Power = "mean_power";

    /// <summary>The figures that every point is given with.</summary>
    public IReadOnlyList<string> All =>
    [
        .. ((string?[])
        [
            Throughput, Power, "tokens_per_second_per_watt", Energy, "ttft_p50", "ttft_p99", "tpot_p50", "tpot_p99", "e2e_p50", "e2e_p99", "goodput", "accuracy", Latency, .. Asked,
        ]).OfType<string>().Distinct(StringComparer.Ordinal),
    ];

    public static SweepMetrics Of(IReadOnlyList<SweepMember> members)
    {
        bool Has(string metric) => members.Any(m => m.Figure(metric).Value is not null);
        var hasTokens = Has("output_throughput") || !Has("request_throughput");
        List<string> asked = [.. members.SelectMany(m => m.Evidence.Objectives).Select(o => o.Metric).Distinct(StringComparer.Ordinal)];
        return new SweepMetrics(
            hasTokens ? WindowMetrics.EnergyPerOutputToken : WindowMetrics.EnergyPerRequest,
            hasTokens ? "output_throughput" : "request_throughput",
            asked.Count > 0 ? asked[0] : Array.Find(["ttft_p99", "e2e_p99"], Has),
            asked);
    }
}
