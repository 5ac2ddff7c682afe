using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;

namespace Joulemark.Reporting;

/// <summary>A latency in the table of a recommendation: one that was asked for; where nothing was, the usual one.</summary>
/// <param name="Name">As people say it.</param>
/// <param name="Limit">What is asked of it; null for nothing.</param>
/// <param name="Figure">The figure of a candidate.</param>
internal sealed record AskedLatency(string Name, string? Limit, Func<RecommendationCandidate, Estimate> Figure)
{
    public static IReadOnlyList<AskedLatency> Of(Recommendation recommendation) => recommendation.Objectives.Count == 0 ? [new("TTFT p99", null, c => c.TtftP99)]
        : [.. recommendation.Objectives.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o =>
            new AskedLatency(LatencyText.Name(o.Key), LatencyText.Limit(o.Value), c => c.Objectives.First(a => a.Objective == o.Key).Figure))];
}
