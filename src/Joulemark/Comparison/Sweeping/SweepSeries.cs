using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Sweeping;

/// <summary>The points that differ in the swept keys alone, and what is said of them.</summary>
public sealed record SweepSeries
{
    /// <summary>What tells it from the others, e.g. <c>model small</c>; empty for the only one.</summary>
    public required string Name { get; init; }

    /// <summary>The keys that vary without being swept, and their values here.</summary>
    public required IReadOnlyDictionary<string, string> Factors { get; init; }

    /// <summary>The answer in words.</summary>
    public required string Answer { get; init; }

    /// <summary>Configuration of the best operating point: the least energy of those that qualify; null where none does.</summary>
    public required string? Best { get; init; }

    /// <summary>Configuration that comes nearest to the objectives, where none meets them for certain; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Nearest { get; init; }

    /// <summary>The highest load that meets the objectives; null where none is asked for, or it is no load that is swept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SweepLimit? HighestLoad { get; init; }

    /// <summary>Where more of the axis' key stops paying: one for each combination of the other swept keys.</summary>
    public required IReadOnlyList<SweepKnee> Knees { get; init; }

    /// <summary>Its points, along the axis.</summary>
    public required IReadOnlyList<SweepPoint> Points { get; init; }
}
