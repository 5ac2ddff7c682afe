using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Sweeping;

/// <summary>What the points of a sweep say together: which are worth their joules, where more load stops paying, and where to run.</summary>
public sealed record SweepResult
{
    /// <summary>The answer, a sentence for each series.</summary>
    public required string Answer { get; init; }

    /// <summary>The keys that are swept, in the spec's order.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>The swept key that curves run along: the load where it is swept, else the first with numbers; null where none has.</summary>
    public required string? Axis { get; init; }

    /// <summary>What a search looked for: <c>highest-load</c> or <c>least-energy</c>; null where every point was to be measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Search { get; init; }

    /// <summary>Relative distance of neighbouring points at which the search ended; null without a search.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Resolution { get; init; }

    /// <summary>The figure that is made least: energy per output token, or per request where there are no tokens.</summary>
    public required string EnergyMetric { get; init; }

    /// <summary>The figure of what is got done: output tokens a second, or requests where there are no tokens.</summary>
    public required string ThroughputMetric { get; init; }

    /// <summary>The latency that energy is held against: that of the first objective, else <c>ttft_p99</c>, else <c>e2e_p99</c>; null where there is none.</summary>
    public required string? LatencyMetric { get; init; }

    /// <summary>The curves of the sweep: one for each combination of what varies beside the swept keys.</summary>
    public required IReadOnlyList<SweepSeries> Series { get; init; }

    /// <summary>The runs that points were measured in, the first first.</summary>
    public required IReadOnlyList<string> Runs { get; init; }
}
