using Joulemark.Machines.Linux;
using Joulemark.Records;

namespace Joulemark.Metering.Hwmon;

/// <summary>Why a sensor or a GPU cannot be read by hwmon, and what to do.</summary>
internal static class HwmonAbsence
{
    /// <summary>A file that this user may not read.</summary>
    public static MissingMeter Denied(HwmonChannel channel) => Missing(channel,
        $"permission denied on {channel.Sensor.File}",
        $"sudo chmod a+r {channel.Sensor.File} (until the next boot), or run joulemark with sudo.");

    /// <summary>A file that is there and gives no number.</summary>
    public static MissingMeter Broken(HwmonChip chip, HwmonChannel channel, string error)
    {
        var power = Path.Combine(chip.DeviceDirectory, "power");
        return SysfsText.Read(power, "runtime_status") == "suspended"
            ? Missing(channel, $"the device sleeps (runtime power management), and {channel.Sensor.File} {error}",
                $"Keep it awake for the run: echo on | sudo tee {power}/control; afterwards, echo auto.")
            : Missing(channel, $"{channel.Sensor.File} {error}", $"See what the kernel says: cat {channel.Sensor.File}; sudo dmesg | grep -i {chip.Name}.");
    }

    /// <summary>A GPU on the bus whose driver, if it has one, shows no power.</summary>
    public static MissingMeter Unmetered(PciGpu gpu) => new("hwmon", $"energy of the GPU at {gpu.Address}",
        gpu.Driver is { } driver
            ? $"its driver {driver} shows neither a power nor an energy"
            : "no driver is bound to it",
        gpu.Driver is null
            ? $"sudo modprobe {gpu.UsualDriver}; see sudo dmesg | grep -i {gpu.UsualDriver}."
            : "A virtual function has no sensor: measure on the host. Otherwise take a newer kernel (amdgpu; i915 from Linux 6.2, xe from 6.8) or a wall meter.")
    {
        Part = gpu.IsDiscrete ? MachinePart.Gpu : null,
        DeviceId = $"pci:{gpu.Address}",
    };

    private static MissingMeter Missing(HwmonChannel channel, string reason, string remedy) =>
        new("hwmon", $"energy of {channel.Channel.Name}", reason, remedy)
        {
            Part = channel.Channel.CrossCheck ? null : channel.Channel.Part,
            DeviceId = channel.Channel.DeviceId,
        };
}
