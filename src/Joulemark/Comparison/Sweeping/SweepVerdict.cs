using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Sweeping;

/// <summary>What is said of a point as an operating point.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SweepVerdict>))]
public enum SweepVerdict
{
    /// <summary>It qualifies, and has the least energy.</summary>
    [JsonStringEnumMemberName("best")]
    Best,

    /// <summary>It qualifies, and its energy is the best point's within the margin for certain.</summary>
    [JsonStringEnumMemberName("equivalent")]
    Equivalent,

    /// <summary>It qualifies, and cannot be told apart from the best.</summary>
    [JsonStringEnumMemberName("tied")]
    Tied,

    /// <summary>It qualifies, and uses more energy for certain.</summary>
    [JsonStringEnumMemberName("runner-up")]
    RunnerUp,

    /// <summary>It does not qualify; its reasons say why.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,
}
