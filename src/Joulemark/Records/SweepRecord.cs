using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>What was planned of a sweep: which keys it goes over, and how the points are chosen.</summary>
public sealed record SweepRecord
{
    /// <summary>The swept keys, in the spec's order; the points' values are the configurations' factors.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>What a search looks for: <c>highest-load</c> or <c>least-energy</c>; null where every point is measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Search { get; init; }

    /// <summary>Relative distance of neighbouring points at which a search ends, as a share; null without a search.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Resolution { get; init; }
}
