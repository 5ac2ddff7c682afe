using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Records;

/// <summary>One reading of one channel.</summary>
/// <param name="Time">When it was read.</param>
/// <param name="Channel">Name of the channel.</param>
/// <param name="Reading">Joules or watts, as the channel's <see cref="ReadingKind"/> says; null when the read failed.</param>
public readonly record struct MeterSample(
    [property: JsonPropertyName("time_ns")] Timestamp Time, string Channel, double? Reading);
