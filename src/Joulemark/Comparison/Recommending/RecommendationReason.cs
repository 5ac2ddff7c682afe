using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Recommending;

/// <summary>Why a configuration does not qualify.</summary>
/// <param name="Code">Which reason: a row of the table in docs/recommend.md, e.g. <c>objective-not-met</c>.</param>
/// <param name="Evidence">The figures and the limit, in words.</param>
public sealed record RecommendationReason(string Code, string Evidence)
{
    /// <summary>What would decide it, or lift it; null where nothing that is known would.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Remedy { get; init; }

    /// <summary>The option with which this reason would be gone, e.g. <c>--objective ttft-p99=84ms</c>; null where no option would.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GoneWith { get; init; }
}
