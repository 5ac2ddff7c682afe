using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>A device whose series is on a page and cannot be used: blank, impossible, or not to be told from another.</summary>
/// <param name="Rule">What looked for it.</param>
/// <param name="Device">Number of the device.</param>
/// <param name="Missing">What is missing.</param>
internal sealed record UnusableSeries(MetricRule Rule, int Device, MissingMeter Missing)
{
    /// <summary>True where the series stands for all of its part, so that any other exporter of that part replaces it.</summary>
    private bool IsWhole => Rule.Mapping is { DeviceLabel: null, DeviceIdLabel: null };

    /// <summary>
    /// What is missing among these channels: where one of them reads the device all the same (its power is good, its energy
    /// blank), no boundary lacks it, and only the reason is left to say.
    /// </summary>
    public MissingMeter Among(IEnumerable<MappedChannel> channels) => channels.Any(Replaces) ? Missing with { Part = null } : Missing;

    /// <summary>What the user maps by hand is replaced by nothing: it was named because it is to be counted.</summary>
    private bool Replaces(MappedChannel other) =>
        !Rule.IsUsers && !other.Channel.CrossCheck && other.Channel.Node == Missing.Node && other.Channel.Part == Missing.Part
        && (IsWhole || (other.Rule.Exporter == Rule.Exporter && (Missing.DeviceId is { } id ? other.Channel.DeviceId == id : other.Channel.Device == Device)));
}
