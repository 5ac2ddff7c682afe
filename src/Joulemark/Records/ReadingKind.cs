using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>What a channel's reading is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReadingKind>))]
public enum ReadingKind
{
    /// <summary>Joules since some start; only differences mean anything.</summary>
    [JsonStringEnumMemberName("energy-counter")]
    EnergyCounter,

    /// <summary>Watts at a moment, or averaged over a short time by the device.</summary>
    [JsonStringEnumMemberName("power")]
    Power,

    /// <summary>No energy: a temperature, a clock, a utilisation, a reason mask. Recorded to explain figures, never summed.</summary>
    [JsonStringEnumMemberName("indicator")]
    Indicator,
}
