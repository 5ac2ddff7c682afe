using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Recommending;

/// <summary>What a recommendation makes least, per request unless it says otherwise.</summary>
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

    /// <summary>Energy per right answer. For one task that is the most accuracy per watt-hour: the two are each other's inverse but for a constant.</summary>
    [JsonStringEnumMemberName("energy-per-correct")]
    EnergyPerCorrect,
}
