using Joulemark.Analysis.Metrics;

namespace Joulemark.Comparison.Sweeping;

/// <summary>Which figures a sweep is judged by: those that its points have.</summary>
/// <param name="Energy">What is made least.</param>
/// <param name="Throughput">What is got done.</param>
/// <param name="Latency">What energy is held against; null where there is none.</param>
internal sealed record SweepMetrics(string Energy, string Throughput, string? Latency)
{
    public const string Power = "mean_power";

    /// <summary>The figures that every point is given with.</summary>
    public IReadOnlyList<string> All =>
    [
        .. new[]
        {
            Throughput, Power, "tokens_per_second_per_watt", Energy, "ttft_p50", "ttft_p99", "tpot_p50", "tpot_p99", "e2e_p50", "e2e_p99", "goodput", "accuracy", Latency,
        }.OfType<string>().Distinct(StringComparer.Ordinal),
    ];

    public static SweepMetrics Of(IReadOnlyList<SweepMember> members)
    {
        bool Has(string metric) => members.Any(m => m.Figure(metric).Value is not null);
        var hasTokens = Has("output_throughput") || !Has("request_throughput");
        return new SweepMetrics(
            hasTokens ? WindowMetrics.EnergyPerOutputToken : WindowMetrics.EnergyPerRequest,
            hasTokens ? "output_throughput" : "request_throughput",
            members.SelectMany(m => m.Evidence.Objectives).FirstOrDefault()?.Metric ?? Array.Find(["ttft_p99", "e2e_p99"], Has));
    }
}
