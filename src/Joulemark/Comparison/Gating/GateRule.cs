using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Gating;

/// <summary>A limit on a metric: relative to the baseline, or absolute.</summary>
/// <param name="Metric">Name of the metric, e.g. <c>energy_per_request</c>.</param>
public sealed record GateRule(string Metric)
{
    /// <summary>Most that it may grow, relative to the baseline, e.g. 0.15; null for no such limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MaxIncrease { get; init; }

    /// <summary>Most that it may fall: relative to the baseline, or for shares (accuracy, good_share) in points, e.g. 0.02; null for no such limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MaxDecrease { get; init; }

    /// <summary>Most that the candidate's may be, in the metric's unit; null for no such limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AtMost { get; init; }

    /// <summary>Least that the candidate's may be, in the metric's unit; null for no such limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AtLeast { get; init; }

    /// <summary>True for a limit relative to the baseline.</summary>
    [JsonIgnore]
    internal bool IsRelative => MaxIncrease is not null || MaxDecrease is not null;
}
