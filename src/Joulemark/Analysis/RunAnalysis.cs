using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>What one run's records say of its configurations, each by itself: nothing of how they compare, nor of the runs that it goes on from.</summary>
internal sealed record RunAnalysis
{
    /// <summary>Boundary of every figure; null when none could be measured.</summary>
    public required Boundary? Boundary { get; init; }

    /// <summary>The weakest provenance in the ledger.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>Whether the whole run is valid: every configuration is, and the run came to its end.</summary>
    public required Validity Validity { get; init; }

    /// <summary>Figures by configuration, in the spec's order.</summary>
    public required IReadOnlyDictionary<string, ConfigurationResult> Configurations { get; init; }

    /// <summary>What the figures were made from, in the same order.</summary>
    public required IReadOnlyList<ConfigurationEvidence> Evidence { get; init; }

    /// <summary>Warnings and notes.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }
}
