using System.Text.Json.Serialization;
using Joulemark.Machines;

namespace Joulemark.Comparison;

/// <summary>A key of the fingerprint that is not the same on both sides.</summary>
/// <param name="Key">Dotted key, e.g. <c>server.version</c>.</param>
/// <param name="A">Value of the first; null where it is unknown.</param>
/// <param name="B">Value of the second; null where it is unknown.</param>
/// <param name="Verdict">What it means for a comparison.</param>
/// <param name="Why">Why it has this verdict, in words; why a value is unknown.</param>
public sealed record FactDifference(string Key, string? A, string? B, DifferenceVerdict Verdict, string Why)
{
    /// <summary>What the key is about.</summary>
    public FactGroup Group => FactGroups.Of(Key);

    /// <summary>Both values, for a sentence.</summary>
    [JsonIgnore]
    internal string Values => $"{A ?? "unknown"} against {B ?? "unknown"}";
}
