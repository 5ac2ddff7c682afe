using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Running;

/// <summary>What metering itself costs on this machine, and what its load client can take.</summary>
internal sealed record SelfTestResult
{
    /// <summary>Readings a second.</summary>
    public required double SampleRate { get; init; }

    /// <summary>Length of each phase, with metering or without.</summary>
    [JsonPropertyName("phase_s")]
    public required double PhaseSeconds { get; init; }

    /// <summary>What one reading costs, by source.</summary>
    public required IReadOnlyList<MeterCost> Meters { get; init; }

    /// <summary>CPU seconds a second, so a share of one core: with metering less without, mean of the pairs of phases.</summary>
    public required Estimate CpuShare { get; init; }

    /// <summary>Power with metering less without, mean of the pairs; without a value where no counter can see it.</summary>
    public required Estimate Power { get; init; }

    /// <summary>Channels that <see cref="Power"/> was read from.</summary>
    public required IReadOnlyList<string> PowerChannels { get; init; }

    /// <summary>How far the time between two readings was from what was asked for: 99 of 100 were closer. Null without a fast meter.</summary>
    [JsonPropertyName("jitter_p99_s")]
    public double? JitterSeconds { get; init; }

    /// <summary>Readings that came a whole period late and were left out.</summary>
    public required long Overruns { get; init; }

    /// <summary>CPU seconds a second, so a share of one core, that watching the machine costs; null where the phases were too short to tell.</summary>
    public double? WatchShare { get; init; }

    /// <summary>What the load client can take, where tokens come many at a time and where each comes by itself.</summary>
    public IReadOnlyList<ClientCeilingResult> Client { get; init; } = [];
}
