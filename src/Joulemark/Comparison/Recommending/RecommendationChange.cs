using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Recommending;

/// <summary>Something that would change the answer.</summary>
/// <param name="Candidate">The configuration that would then be recommended, or qualify; null where none would.</param>
/// <param name="Options">What would have to be given, e.g. <c>--objective ttft-p99=84ms</c>, the objectives of the specs that it would else replace too.</param>
/// <param name="Sentence">The same in a sentence.</param>
public sealed record RecommendationChange(string? Candidate, IReadOnlyList<string> Options, string Sentence)
{
    /// <summary>The price at which pick and candidate cost the same; null where the change is no price.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Price { get; init; }
}
