using System.Text.Json.Serialization;

namespace Joulemark.Comparison;

/// <summary>What a difference means for a comparison. Only <see cref="NotComparable"/> forbids it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DifferenceVerdict>))]
public enum DifferenceVerdict
{
    /// <summary>It is what the comparison is about.</summary>
    [JsonStringEnumMemberName("isolated")]
    Isolated,

    /// <summary>It cannot but differ where what is isolated differs.</summary>
    [JsonStringEnumMemberName("follows")]
    Follows,

    /// <summary>The user accepts it; it is said wherever the figures are.</summary>
    [JsonStringEnumMemberName("allowed")]
    Allowed,

    /// <summary>It never matters.</summary>
    [JsonStringEnumMemberName("ignored")]
    Ignored,

    /// <summary>It would matter if it were larger.</summary>
    [JsonStringEnumMemberName("at-a-distance")]
    AtADistance,

    /// <summary>It is known of one side only.</summary>
    [JsonStringEnumMemberName("cannot-be-told")]
    CannotBeTold,

    /// <summary>Figures must not be compared over it.</summary>
    [JsonStringEnumMemberName("not-comparable")]
    NotComparable,
}
