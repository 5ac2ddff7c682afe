using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Gating;

/// <summary>What a gate says. Anything but <see cref="Pass"/> keeps it shut; only <see cref="Fail"/> says that the candidate is worse.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GateVerdict>))]
public enum GateVerdict
{
    /// <summary>Every rule is kept, for certain.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>A rule is broken, for certain.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,

    /// <summary>The repeats do not tell.</summary>
    [JsonStringEnumMemberName("inconclusive")]
    Inconclusive,

    /// <summary>A run is not valid, or a figure that a rule asks for is not there.</summary>
    [JsonStringEnumMemberName("invalid")]
    Invalid,

    /// <summary>More differs between the two than may.</summary>
    [JsonStringEnumMemberName("not-comparable")]
    NotComparable,
}
