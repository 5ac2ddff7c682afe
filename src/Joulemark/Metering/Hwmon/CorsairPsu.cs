using Joulemark.Records;

namespace Joulemark.Metering.Hwmon;

/// <summary>
/// Corsair's HXi and RMi power supplies (Documentation/hwmon/corsair-psu.rst). Their total is what they put out: the loss
/// in them is not in it.
/// </summary>
internal static class CorsairPsu
{
    /// <summary>The total, and its rails.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="index">Which of its kind.</param>
    public static IEnumerable<HwmonChannel> Channels(HwmonChip chip, int index)
    {
        foreach (var sensor in chip.Sensors)
        {
            var total = sensor.Name == "power1";
            var made = HwmonChannel.Of(chip, sensor, FormattableString.Invariant($"hwmon-corsairpsu{index}-{sensor.Name}"),
                total ? "output of the power supply, without its own loss" : "one rail of the power supply");
            yield return made with
            {
                Channel = made.Channel with
                {
                    Part = total ? MachinePart.PsuOutput : MachinePart.Other,
                    Device = index,
                    ReadEverySeconds = SlowMeter.PeriodSeconds,
                },
            };
        }
    }
}
