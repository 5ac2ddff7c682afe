using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Sweeping;

/// <summary>How a point stands by two figures at once.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SweepStanding>))]
public enum SweepStanding
{
    /// <summary>None is better in both.</summary>
    [JsonStringEnumMemberName("front")]
    Front,

    /// <summary>Another has the better figures, but the intervals do not tell that it is better in both.</summary>
    [JsonStringEnumMemberName("possibly-dominated")]
    PossiblyDominated,

    /// <summary>Another is better in both, beyond the intervals.</summary>
    [JsonStringEnumMemberName("dominated")]
    Dominated,

    /// <summary>It has no place: not valid, not comparable, or a figure is missing.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}
