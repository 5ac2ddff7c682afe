using System.Text.Json.Serialization;

namespace Joulemark.Comparison.Sweeping;

/// <summary>Where throughput bends off: beyond it, more of the axis' key adds less than its share.</summary>
public sealed record SweepKnee
{
    /// <summary>Values of the other swept keys that the curve is at; empty where one key is swept.</summary>
    public required IReadOnlyDictionary<string, string> At { get; init; }

    /// <summary>Configuration of the knee; null where there is none, as <see cref="Why"/> says.</summary>
    public string? Configuration { get; init; }

    /// <summary>The axis' value there, in the key's base unit.</summary>
    public double? Value { get; init; }

    /// <summary>Lower end of the points that 95 % of the resampled curves have their knee on; null where there is none.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end of them.</summary>
    public double? Upper { get; init; }

    /// <summary>Points of the curve that were used: the valid ones.</summary>
    public int N { get; init; }

    /// <summary>How it was found.</summary>
    public required string Method { get; init; }

    /// <summary>Why there is no knee; null where there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why { get; init; }
}
