using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Sweeping;

/// <summary>A point's place in two figures at once.</summary>
/// <param name="Standing">On the front, or dominated.</param>
public sealed record SweepPlace(SweepStanding Standing)
{
    /// <summary>Configuration of a point that dominates it; null where none does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }

    /// <summary>Why it has no place; null where it has one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why { get; init; }
}
