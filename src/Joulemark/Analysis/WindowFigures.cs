using System.Text.Json.Serialization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>One measured window: its work and its energy.</summary>
public sealed record WindowFigures
{
    /// <summary>Which repeat, from 1.</summary>
    public required int Repeat { get; init; }

    /// <summary>When it opened.</summary>
    [JsonPropertyName("start_ns")]
    public required Timestamp Start { get; init; }

    /// <summary>When it closed.</summary>
    [JsonPropertyName("end_ns")]
    public required Timestamp End { get; init; }

    /// <summary>Work in it.</summary>
    public required WorkCounts Counts { get; init; }

    /// <summary>Gross energy in the boundary; null when missing.</summary>
    [JsonPropertyName("gross_j")]
    public Energy? Gross { get; init; }

    /// <summary>
    /// Half the width of the gross energy's 95 % interval from the measuring itself: edges, steps and the time between
    /// readings. The sensors' gain is not in it; it is the same in every window. Null when the energy is.
    /// </summary>
    [JsonPropertyName("uncertainty_j")]
    public Energy? Uncertainty { get; init; }

    /// <summary>Net energy: gross − idle power × length; null when either is missing.</summary>
    [JsonPropertyName("net_j")]
    public Energy? Net { get; init; }

    /// <summary>The same of the net energy: the window's and, for its length, the idle baseline's. Null when the energy is.</summary>
    [JsonPropertyName("net_uncertainty_j")]
    public Energy? NetUncertainty { get; init; }

    /// <summary>Energy by channel.</summary>
    [JsonPropertyName("energy_j")]
    public required IReadOnlyDictionary<string, Energy?> Channels { get; init; }

    /// <summary>Its length.</summary>
    [JsonIgnore]
    public TimeSpan Duration => End - Start;
}
