using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Running;

/// <summary>How a run stands at this moment, for whoever watches.</summary>
internal sealed record RunProgress
{
    /// <summary>What is being done, in a few words.</summary>
    public required string Activity { get; init; }

    /// <summary>The configuration under test; null for a stage of the bare machine.</summary>
    public string? Configuration { get; init; }

    /// <summary>How far a sweep or a search is, in a few words; null for a run that is none.</summary>
    public string? Course { get; init; }

    /// <summary>Which window of the configuration, from 1; 0 outside windows.</summary>
    public int Repeat { get; init; }

    /// <summary>Fewest windows there will be.</summary>
    public int MinRepeats { get; init; }

    /// <summary>Power in the boundary over the last second; null when unknown.</summary>
    public Power? Power { get; init; }

    /// <summary>Output tokens a second over the last moments, from chunks as they arrive; null without load.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Headline figure of the configuration so far; null before its first window.</summary>
    public Estimate? EnergyPerToken { get; init; }

    /// <summary>Share of the run that is done, by the shortest course it can take; 0 to 1.</summary>
    public double Done { get; init; }

    /// <summary>Time left by the same course.</summary>
    public TimeSpan Left { get; init; }

    /// <summary>True when this begins a stage: a plain log prints these and no others.</summary>
    public bool IsNewStage { get; init; }

    /// <summary>Something that disturbs the run and has just been seen, in words; then the rest is left as it was.</summary>
    public string? Disturbance { get; init; }
}
