using System.Collections.Frozen;
using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Records;

/// <summary>An interval in which work and energy are both counted.</summary>
public sealed record WindowRecord
{
    /// <summary>The configuration under test; null for a stage of the bare machine.</summary>
    public string? Configuration { get; init; }

    /// <summary>Which stage it is.</summary>
    public required Stage Stage { get; init; }

    /// <summary>Which repeat, from 1; 0 for stages that have none.</summary>
    public int Repeat { get; init; }

    /// <summary>When it opened.</summary>
    [JsonPropertyName("start_ns")]
    public required Timestamp Start { get; init; }

    /// <summary>When it closed.</summary>
    [JsonPropertyName("end_ns")]
    public required Timestamp End { get; init; }

    /// <summary>Whether the stage reached what it waited for: steady state for a warm-up, full concurrency for a window.</summary>
    public bool Steady { get; init; } = true;

    /// <summary>True where the window is all of a load that ended by itself, from its first request to its last answer, and no stretch of steady state.</summary>
    [JsonPropertyName("whole_task")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsWholeTask { get; init; }

    /// <summary>
    /// True where a search chose its points by the window. What was chosen by a window looks better in it than it is (the
    /// winner's curse): no figure counts it where its point has other windows.
    /// </summary>
    [JsonPropertyName("trial")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTrial { get; init; }

    /// <summary>Work done in the window.</summary>
    public WorkCounts Counts { get => field ?? new WorkCounts(); init; }

    /// <summary>Joules by channel as they stood when the window closed; null for a channel that is missing.</summary>
    [JsonPropertyName("energy_j")]
    public IReadOnlyDictionary<string, Energy?> Energy { get => field ?? FrozenDictionary<string, Energy?>.Empty; init; }

    /// <summary>CPU time in the window, by whose it was.</summary>
    public CpuShares? Cpu { get; init; }

    /// <summary>What the load client says of itself; null for stages without load.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClientLoad? Client { get; init; }

    /// <summary>The window's length.</summary>
    [JsonIgnore]
    public TimeSpan Duration => End - Start;
}
