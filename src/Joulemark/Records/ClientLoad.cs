using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>What the load client says of itself over a window: how late it was, and how busy.</summary>
public sealed record ClientLoad
{
    /// <summary>99th percentile of how long bytes that had come may have waited for the client to take them, in seconds; an upper bound.</summary>
    [JsonPropertyName("delay_p99_s")]
    public double DelayP99Seconds { get; init; }

    /// <summary>Longest such wait, in seconds.</summary>
    [JsonPropertyName("delay_max_s")]
    public double DelayMaxSeconds { get; init; }

    /// <summary>Share of the time that the busiest of the client's threads was not waiting: at 1 it can take no more.</summary>
    public double BusyShare { get; init; }

    /// <summary>Reads that brought data.</summary>
    public long Reads { get; init; }

    /// <summary>Threads that take what servers send.</summary>
    public int Threads { get; init; }
}
