using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>How a channel's sensor was seen to behave on this machine, which may not be as it is documented.</summary>
public sealed record ChannelCalibration
{
    /// <summary>Name of the channel.</summary>
    public required string Channel { get; init; }

    /// <summary>How often its value changes, from when it did; null where it changed too seldom to tell.</summary>
    [JsonPropertyName("update_period_s")]
    public double? UpdatePeriodSeconds { get; init; }

    /// <summary>True where it changed at almost every look, so that the period may be shorter still.</summary>
    public bool AtMost { get; init; }

    /// <summary>Changes that were seen.</summary>
    public int Changes { get; init; }

    /// <summary>Time that one reading of its meter takes, the median; null where it was not timed.</summary>
    [JsonPropertyName("read_s")]
    public double? ReadSeconds { get; init; }

    /// <summary>
    /// From the start of the first load until the power had risen half way: the sensor's lag, and what the load itself
    /// needed to get going, so an upper bound. Null where no step showed.
    /// </summary>
    [JsonPropertyName("lag_at_most_s")]
    public double? LagSeconds { get; init; }

    /// <summary>Integrated power ÷ the same device's counter − 1 over the idle baseline; null where there is no pair.</summary>
    public double? CounterGapAtIdle { get; init; }
}
