using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Metering.Hwmon;

/// <summary>
/// AMD's RAPL registers by the driver amd_energy, of Linux 5.8 to 5.12 and of AMD's own packages
/// (Documentation/hwmon/amd_energy.rst). It adds up 32-bit registers in 64 bits by itself. Its single cores, by the
/// hundred, are left out.
/// </summary>
internal static class AmdEnergy
{
    private const string Socket = "Esocket";

    /// <summary>The sockets.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="index">Which of its kind.</param>
    public static IEnumerable<HwmonChannel> Channels(HwmonChip chip, int index)
    {
        _ = index; // one chip holds all sockets
        foreach (var sensor in chip.Sensors)
        {
            if (sensor.Label?.StartsWith(Socket, StringComparison.Ordinal) is not true
                || !int.TryParse(sensor.Label.AsSpan(Socket.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var socket))
            {
                continue;
            }

            var made = HwmonChannel.Of(chip, sensor, FormattableString.Invariant($"hwmon-amd_energy-cpu{socket}"), "CPU package");
            yield return made with
            {
                Channel = made.Channel with
                {
                    Part = MachinePart.CpuPackage,
                    Device = socket,
                    DeviceId = FormattableString.Invariant($"cpu{socket}"),
                    UpdatePeriodSeconds = 0.001,
                    CrossCheck = false,
                },
            };
        }
    }
}
