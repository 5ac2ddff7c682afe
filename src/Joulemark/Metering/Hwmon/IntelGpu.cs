using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Hwmon;

/// <summary>
/// Intel's GPUs by the drivers xe and i915 (Documentation/ABI/testing/sysfs-driver-intel-xe-hwmon and -i915-hwmon). The
/// register has 32 bits and the driver adds it up in 64, at each read: it cannot wrap as long as somebody reads it, which
/// at 1000 W has to be every four minutes, and a run reads far more often.
/// </summary>
internal static class IntelGpu
{
    /// <summary>Where Intel's integrated graphics sit, on every machine that has them.</summary>
    private const string Integrated = "0000:00:02.0";

    /// <summary>The card's energy; where the driver has only its package's, that.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="index">Which of its kind.</param>
    public static IEnumerable<HwmonChannel> Channels(HwmonChip chip, int index)
    {
        var name = chip.Name == "i915" ? FormattableString.Invariant($"i915-{index}") : FormattableString.Invariant($"{chip.Name}{index}");
        var model = $"Intel GPU {chip.PciDevice}".TrimEnd();
        var energies = chip.Sensors.Where(s => s.Reading == ReadingKind.EnergyCounter).ToList();
        var counted = energies.Find(s => !IsPackage(s)) ?? energies.Find(IsPackage);
        foreach (var sensor in energies.Where(s => s == counted || IsPackage(s)))
        {
            var what = IsPackage(sensor) ? $"{model}: its package, without the card's memory and regulators" : model;
            var made = HwmonChannel.Of(chip, sensor, sensor == counted ? name : $"{name}-package", what);
            var limit = chip.ReadMicro($"power{sensor.Number}_rated_max");
            yield return made with
            {
                Channel = made.Channel with
                {
                    // What is integrated lies inside the CPU's package, which RAPL counts.
                    Part = sensor != counted ? MachinePart.Other : chip.PciAddress == Integrated ? MachinePart.CpuUncore : MachinePart.Gpu,
                    Device = index,
                    MaxPower = limit is { } most ? new Power(most) : null,
                    CrossCheck = sensor != counted || chip.PciAddress == Integrated,
                },
            };
        }
    }

    /// <summary>xe calls the card its first channel and the package its second; later kernels label them.</summary>
    private static bool IsPackage(HwmonSensor sensor) => sensor.Label is { } label ? label == "pkg" : sensor.Name == "energy2";
}
