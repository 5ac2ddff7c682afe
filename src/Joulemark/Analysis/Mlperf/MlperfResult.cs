namespace Joulemark.Analysis.Mlperf;

/// <summary>
/// What MLPerf inference's rules make of a configuration, by LoadGen's own names, and apart from Joulemark's validity. It is
/// no MLPerf result: only a reviewed submission is one.
/// </summary>
public sealed record MlperfResult
{
    /// <summary><c>SingleStream</c>, <c>MultiStream</c>, <c>Server</c> or <c>Offline</c>.</summary>
    public required string Scenario { get; init; }

    /// <summary>Name of the scenario's metric in LoadGen's log, e.g. <c>early_stopping_latency_ss</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>The metric of the worst run, in LoadGen's unit: nanoseconds for latencies, else per second; null when it cannot be had.</summary>
    public double? Value { get; init; }

    /// <summary><c>VALID</c> when every run is, else <c>INVALID</c>.</summary>
    public required string Result { get; init; }

    /// <summary>Why a run is not valid; empty when all are.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Name of the energy metric by MLPerf Power: <c>mJ/query</c> for streams, <c>W</c> for Offline and Server.</summary>
    public required string EnergyMetric { get; init; }

    /// <summary>Mean of the energy metric over the runs; null when energy is missing.</summary>
    public double? Energy { get; init; }

    /// <summary>Why the energy is not MLPerf Power's, e.g. a boundary other than the whole system at the wall; null when nothing stands against it.</summary>
    public string? EnergyNote { get; init; }

    /// <summary>Each run: one measured window.</summary>
    public required IReadOnlyList<MlperfRun> Runs { get; init; }
}
