using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>Where joules come from, best first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Provenance>))]
public enum Provenance
{
    /// <summary>Hardware accumulated them.</summary>
    [JsonStringEnumMemberName("counter")]
    Counter,

    /// <summary>Sampled watts, integrated by us.</summary>
    [JsonStringEnumMemberName("integrated")]
    Integrated,

    /// <summary>Estimated from utilisation.</summary>
    [JsonStringEnumMemberName("modelled")]
    Modelled,

    /// <summary>Not there. Null, never zero.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,
}
