namespace Joulemark.Metering.Hwmon;

/// <summary>A chip that we do not know: its watts and joules are recorded and never counted.</summary>
internal static class OtherChip
{
    /// <summary>Its sensors.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="index">Which of its name.</param>
    public static IEnumerable<HwmonChannel> Channels(HwmonChip chip, int index) => chip.Sensors.Select(sensor =>
        HwmonChannel.Of(chip, sensor, FormattableString.Invariant($"hwmon-{chip.Name}{index}-{sensor.Name}"), "a sensor that no boundary names"));
}
