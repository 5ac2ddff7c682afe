using System.Text.Json.Serialization;
using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>One side of a comparison.</summary>
public sealed record ComparedConfiguration
{
    /// <summary>Name of the run folder.</summary>
    public required string Run { get; init; }

    /// <summary>The configuration.</summary>
    public required string Configuration { get; init; }

    /// <summary>When the run began, UTC, for people.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Boundary of its energy figures; null when none could be measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Boundary? Boundary { get; init; }

    /// <summary>The weakest provenance of its joules; null when none could be measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Provenance? Provenance { get; init; }

    /// <summary>Whether its figures are valid, or why not: the run's own reasons, and those of the configuration.</summary>
    public required Validity Validity { get; init; }
}
