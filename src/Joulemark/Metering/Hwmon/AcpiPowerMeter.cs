using System.Globalization;
using System.Text.RegularExpressions;
using Joulemark.Records;

namespace Joulemark.Metering.Hwmon;

/// <summary>
/// Power meters of ACPI 4.0, by the driver power_meter. NVIDIA's Grace has one per part of each socket, named in its OEM
/// information (NVIDIA Grace Performance Tuning Guide, "Power Telemetry"). Other firmware does not say, in anything that
/// Linux shows, whether it measures the machine's input or something inside it: that is never called the node's power.
/// </summary>
internal static partial class AcpiPowerMeter
{
    /// <summary>The chip's one meter.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="index">Which of its kind.</param>
    public static IEnumerable<HwmonChannel> Channels(HwmonChip chip, int index)
    {
        if (chip.Sensors.FirstOrDefault(s => s.Name == "power1") is not { } sensor)
            yield break;

        var averaging = AveragingSeconds(chip);
        var info = chip.Read("power1_oem_info");
        if (info is not null && SocketPower().Match(info) is { Success: true } match)
        {
            yield return Grace(chip, sensor, match.Groups["part"].Value, int.Parse(match.Groups["socket"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), averaging);
            yield break;
        }

        var made = HwmonChannel.Of(chip, sensor, FormattableString.Invariant($"hwmon-power_meter{index}-power1"),
            $"ACPI power meter{(info is null ? "" : $" '{info}'")}: its firmware does not say what it measures");
        yield return made with { Channel = made.Channel with { AveragingSeconds = averaging, ReadEverySeconds = SlowMeter.PeriodSeconds } };
    }

    private static HwmonChannel Grace(HwmonChip chip, HwmonSensor sensor, string part, int socket, double? averaging)
    {
        var (what, name, description) = part switch
        {
            "Module" => (MachinePart.GpuModule, "module{0}", "superchip: GPU, CPU, their memory and regulators"),
            "Grace" => (MachinePart.CpuPackage, "cpu{0}-package", "Grace socket: cores, SoC, LPDDR memory and regulators"),
            "CPU" => (MachinePart.CpuCores, "cpu{0}-cores", "Grace's CPU rail"),
            _ => (MachinePart.CpuUncore, "cpu{0}-uncore", "Grace's SoC rail"),
        };
        var made = HwmonChannel.Of(chip, sensor, string.Format(CultureInfo.InvariantCulture, name, socket), description);
        return made with
        {
            Channel = made.Channel with
            {
                Part = what,
                Device = socket,
                DeviceId = FormattableString.Invariant($"{(what == MachinePart.GpuModule ? "module" : "cpu")}{socket}"),
                AveragingSeconds = averaging,
                IncludesDram = what == MachinePart.CpuPackage,

                // Which of NVML's GPUs is in which module, nobody says: counting both would count that GPU twice.
                CrossCheck = what != MachinePart.CpuPackage,
            },
        };
    }

    /// <summary>The interval is in milliseconds.</summary>
    private static double? AveragingSeconds(HwmonChip chip) => chip.ReadMicro("power1_average_interval") * 1e3;

    [GeneratedRegex("^(?<part>Module|Grace|CPU|SysIO) Power Socket (?<socket>[0-9]{1,3})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SocketPower();
}
