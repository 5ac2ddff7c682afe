using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>A power log that was joined to a result.</summary>
public sealed record ImportedPowerLog
{
    /// <summary>The file.</summary>
    public required ImportedFile File { get; init; }

    /// <summary>The columns of power, as the file names them.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Unit of those columns in the file: <c>W</c>, <c>mW</c> or <c>kW</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>What was added to the log's times to put them on the benchmark's clock, in seconds.</summary>
    [JsonPropertyName("clock_offset_s")]
    public double ClockOffsetSeconds { get; init; }
}
