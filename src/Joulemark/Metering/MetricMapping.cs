using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>How one metric of an exporter becomes a channel.</summary>
public sealed record MetricMapping
{
    /// <summary>Name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Labels that a series must have; every series that has them is a channel.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Name of the channel; <c>{label}</c> is filled in. Must differ between series.</summary>
    public required string Channel { get; init; }

    /// <summary>Which part of the machine it covers.</summary>
    public required MachinePart Part { get; init; }

    /// <summary>What a value is: an energy counter or a power.</summary>
    public required ReadingKind Reading { get; init; }

    /// <summary>Joules or watts in one unit of the metric, e.g. 0.001 for mW.</summary>
    public required double Scale { get; init; }

    /// <summary>Label that holds the device's number; null when there is one device only.</summary>
    public string? DeviceLabel { get; init; }

    /// <summary>Label that holds the device's identity; null for none.</summary>
    public string? DeviceIdLabel { get; init; }

    /// <summary>True for a channel that repeats what another counts, and is kept to check it; false by default.</summary>
    public bool CrossCheck { get; init; }

    /// <summary>Most the device can draw; readings above twice this are dropped. Null where unknown.</summary>
    public Power? MaxPower { get; init; }

    /// <summary>Bound of the sensor's systematic error, relative; null where unknown.</summary>
    public double? Gain { get; init; }
}
