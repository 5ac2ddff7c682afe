using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>Where joules come from, best first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Provenance>))]
public enum Provenance
{
    /// <summary>Hardware accumulated them.</summary>
    Counter,

    /// <summary>Sampled watts, integrated by us.</summary>
    Integrated,

    /// <summary>Estimated from utilisation.</summary>
    Modelled,

    /// <summary>Not there. Null, never zero.</summary>
    Missing,
}
