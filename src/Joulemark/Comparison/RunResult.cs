using System.Text.Json.Serialization;
using Joulemark.Analysis;
using Joulemark.Comparison.Sweeping;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>What <c>result.json</c> holds: figures and judgements, made from the records alone and made again at any time.</summary>
public sealed record RunResult
{
    /// <summary>Version of the result's format.</summary>
    public int SchemaVersion { get; init; } = RunHeader.CurrentSchemaVersion;

    /// <summary>Version of Joulemark that analysed.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The run.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the benchmark.</summary>
    public required string Name { get; init; }

    /// <summary>How the run stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Boundary of every figure; null when none could be measured.</summary>
    public Boundary? Boundary { get; init; }

    /// <summary>The weakest provenance in the ledger.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>Whether the whole run is valid: every configuration is, and the run came to its end.</summary>
    public required Validity Validity { get; init; }

    /// <summary>Figures by configuration, in the spec's order.</summary>
    public required IReadOnlyDictionary<string, ConfigurationResult> Configurations { get; init; }

    /// <summary>What the figures say about each other: which configuration is dominated by which.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What the points of a sweep say together; null where the run is no sweep.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SweepResult? Sweep { get; init; }

    /// <summary>Differences between the configurations, beyond what varies, that the user allowed; empty where there are none.</summary>
    public IReadOnlyList<FactDifference> Allowed { get; init; } = [];

    /// <summary>Warnings and notes.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }
}
