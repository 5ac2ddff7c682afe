using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Recommending;

/// <summary>What a recommendation says of one configuration.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecommendationVerdict>))]
public enum RecommendationVerdict
{
    /// <summary>It qualifies, and has the least score.</summary>
    [JsonStringEnumMemberName("pick")]
    Pick,

    /// <summary>It qualifies, and cannot be told apart from the pick.</summary>
    [JsonStringEnumMemberName("tied")]
    Tied,

    /// <summary>It qualifies, and has a higher score for certain.</summary>
    [JsonStringEnumMemberName("runner-up")]
    RunnerUp,

    /// <summary>It does not qualify; its reasons say why.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,
}
