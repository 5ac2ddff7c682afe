using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>What <c>run.json</c> holds: which run this is, what was planned, and how it ended.</summary>
public sealed record RunHeader
{
    /// <summary>Version of the run folder's format that this tool writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of the format.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Version of Joulemark that wrote it.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Name of the run folder.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the benchmark.</summary>
    public required string Name { get; init; }

    /// <summary>Wall-clock time of the run's clock zero, UTC, for people.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How the run stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Boundary of every figure; null when none can be measured.</summary>
    public Boundary? Boundary { get; init; }

    /// <summary>The machine whose joules are counted, as its channels name it; null for this one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }

    /// <summary>The boards that the boundary gpu counts, as the user named them; empty for all.</summary>
    public IReadOnlyList<string> Gpus { get => field ?? []; init; }

    /// <summary>Keys in which the user allowed the configurations to differ beyond what varies; empty for none.</summary>
    public IReadOnlyList<string> Allow { get => field ?? []; init; }

    /// <summary>Meter readings a second.</summary>
    public required double SampleRate { get; init; }

    /// <summary>Seeds of everything random, by what they seed.</summary>
    public required IReadOnlyDictionary<string, int> Seeds { get; init; }

    /// <summary>Order of the windows in the first two rounds; later rounds repeat them.</summary>
    public required IReadOnlyList<string> Plan { get; init; }

    /// <summary>The configurations under test, in the spec's order.</summary>
    public required IReadOnlyList<ConfigurationRecord> Configurations { get; init; }

    /// <summary>Where the run comes from when another tool measured it; null for a run of Joulemark's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportOrigin? Import { get; init; }

    /// <summary>The sweep that the configurations are points of; null for a run without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SweepRecord? Sweep { get; init; }

    /// <summary>Name of the run folder beside this one that this run goes on from, where that was cut off; null for a run by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Continues { get; init; }

    /// <summary>The spec's file, as it was named to the run; null where there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SpecFile { get; init; }

    /// <summary>SHA-256 of each record file, hexadecimal, once the run is over.</summary>
    public IReadOnlyDictionary<string, string>? FileHashes { get; init; }
}
