using System.Text.Json.Serialization;

namespace Joulemark.Comparison;

/// <summary>What a ratio says of two configurations.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RatioVerdict>))]
public enum RatioVerdict
{
    /// <summary>The second is better, beyond the margin or not, and not surely within it.</summary>
    [JsonStringEnumMemberName("better")]
    Better,

    /// <summary>The second is worse.</summary>
    [JsonStringEnumMemberName("worse")]
    Worse,

    /// <summary>They differ by less than the margin for certain: two one-sided tests at 5 % each.</summary>
    [JsonStringEnumMemberName("equivalent")]
    Equivalent,

    /// <summary>The repeats do not tell.</summary>
    [JsonStringEnumMemberName("inconclusive")]
    Inconclusive,
}
