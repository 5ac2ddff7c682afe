using Joulemark.Analysis;

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

    /// <summary>Whether its figures are valid, or why not: the run's own reasons, and those of the configuration.</summary>
    public required Validity Validity { get; init; }
}
