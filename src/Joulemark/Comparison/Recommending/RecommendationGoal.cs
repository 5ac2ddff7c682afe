using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Recommending;

/// <summary>What a recommendation makes least, per request.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecommendationGoal>))]
public enum RecommendationGoal
{
    /// <summary>Energy within the runs' boundary.</summary>
    [JsonStringEnumMemberName("energy")]
    Energy,

    /// <summary>Price of the energy, and of the hardware where its price is given.</summary>
    [JsonStringEnumMemberName("cost")]
    Cost,

    /// <summary>Carbon dioxide equivalent of the energy.</summary>
    [JsonStringEnumMemberName("carbon")]
    Carbon,
}
