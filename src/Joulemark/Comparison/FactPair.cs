using System.Text.Json.Serialization;
using Joulemark.Machines;

namespace Joulemark.Comparison;

/// <summary>One fact of two machines.</summary>
/// <param name="Key">Dotted key.</param>
/// <param name="A">The first's value; null where it is unknown.</param>
/// <param name="B">The second's value; null where it is unknown.</param>
public sealed record FactPair(string Key, string? A, string? B)
{
    /// <summary>What the fact is about.</summary>
    public FactGroup Group => FactGroups.Of(Key);

    /// <summary>Why the first's is unknown; null where it is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UnknownA { get; init; }

    /// <summary>Why the second's is unknown; null where it is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UnknownB { get; init; }

    /// <summary>True when the values differ, or one is unknown and the other is not.</summary>
    public bool Differs => A != B;
}
