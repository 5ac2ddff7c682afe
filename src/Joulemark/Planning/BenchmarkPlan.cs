using Joulemark.Diagnostics;
using Joulemark.Metering;
using Joulemark.Records;
using Joulemark.Workloads;

namespace Joulemark.Planning;

/// <summary>What will be done, found free of problems before a joule is spent.</summary>
public sealed record BenchmarkPlan
{
    /// <summary>Name of the benchmark.</summary>
    public required string Name { get; init; }

    /// <summary>The configurations, in the spec's order.</summary>
    public required IReadOnlyList<PlannedConfiguration> Configurations { get; init; }

    /// <summary>How it is measured; the same for all configurations.</summary>
    public required MeasureSpec Measure { get; init; }

    /// <summary>The task of each configuration, by its name.</summary>
    public required IReadOnlyDictionary<string, WorkloadTask> Tasks { get; init; }

    /// <summary>Sources to read beside those found on this machine.</summary>
    public IReadOnlyList<MeterSource> Meters { get; init; } = [];

    /// <summary>The boards that the boundary gpu counts, by channel name, number or identity; empty for all.</summary>
    public IReadOnlyList<string> Gpus { get; init; } = [];

    /// <summary>Keys in which the configurations may differ beyond what varies, because the user says so.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>What is odd about the plan and yet no mistake; said before it is run, and recorded.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];

    /// <summary>What is swept; null where nothing is.</summary>
    internal SweepPlan? Sweep { get; init; }

    /// <summary>The spec's file, as it was named; null where there is none.</summary>
    internal string? SpecFile { get; init; }

    /// <summary>Name of the run folder that this run goes on from; null for a run by itself.</summary>
    internal string? Continues { get; init; }

    /// <summary>The runs that this one goes on from, the first first.</summary>
    internal IReadOnlyList<RunRecord> Earlier { get; init; } = [];

    /// <summary>True when the points are chosen as the run goes.</summary>
    internal bool IsSearch => Sweep?.Spec.Search is not null;

    /// <summary>All configurations that are known beforehand: those planned, and the far ends of a search.</summary>
    internal IEnumerable<PlannedConfiguration> Foreseen => Sweep is null ? Configurations : Configurations.Concat(Sweep.FarEnds);

    /// <summary>The task of a configuration, also of one that came up in the run.</summary>
    internal WorkloadTask TaskOf(PlannedConfiguration configuration) => Tasks.GetValueOrDefault(configuration.Name) ?? Sweep!.TaskOf(configuration);

    /// <summary>
    /// Order of a round: forward, then backward, and so on (A B B A), so that a drift of the machine falls on all
    /// configurations alike; or shuffled, where a sweep says so.
    /// </summary>
    /// <param name="round">From 1.</param>
    public IEnumerable<PlannedConfiguration> Round(int round) =>
        Sweep is { Spec.IsRandom: true } ? Sweep.Shuffled(Configurations, round)
            : round % 2 == 1 ? Configurations : Configurations.Reverse();
}
