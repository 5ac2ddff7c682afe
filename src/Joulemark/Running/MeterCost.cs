using System.Text.Json.Serialization;

namespace Joulemark.Running;

/// <summary>What one reading of a source's meters costs here.</summary>
/// <param name="Source">The source.</param>
/// <param name="Channels">Channels that it reads, indicators included.</param>
/// <param name="ReadSeconds">Time of one reading of all of them, the median; null for a source on a thread of its own, whose time is waiting.</param>
internal sealed record MeterCost(string Source, int Channels, [property: JsonPropertyName("read_s")] double? ReadSeconds);
