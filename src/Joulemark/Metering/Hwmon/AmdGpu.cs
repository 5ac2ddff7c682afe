using Joulemark.Machines.Linux;
using Joulemark.Records;

namespace Joulemark.Metering.Hwmon;

/// <summary>
/// AMD's GPUs by the driver amdgpu. The power is that of the socket: on a graphics card or accelerator the GPU's, on an APU
/// the CPU's as well (Documentation/gpu/amdgpu/thermal.rst), which RAPL counts already.
/// </summary>
internal static class AmdGpu
{
    /// <summary>MI300A: an APU that shows what an accelerator shows.</summary>
    private const string Mi300A = "0x74a0";

    /// <summary>The board's power; averaged where the driver has both.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="index">Which of its kind.</param>
    public static IEnumerable<HwmonChannel> Channels(HwmonChip chip, int index)
    {
        // power2 is the same power against another limit (Van Gogh's fast PPT).
        if (chip.Sensors.FirstOrDefault(s => s.Name == "power1") is not { } sensor)
            yield break;

        var name = FormattableString.Invariant($"amdgpu{index}");
        var product = SysfsText.Read(chip.DeviceDirectory, "product_name") ?? $"AMD GPU {chip.PciDevice}".TrimEnd();
        if (IsApu(chip))
        {
            var socket = HwmonChannel.Of(chip, sensor, $"{name}-socket", $"{product}: an APU's socket, its CPU included");
            yield return socket with { Channel = socket.Channel with { Device = index } };
            yield break;
        }

        var board = HwmonChannel.Of(chip, sensor, name, product);
        yield return board with { Channel = board.Channel with { Part = MachinePart.Gpu, Device = index, CrossCheck = false } };
    }

    /// <summary>
    /// The driver shows the memory's clock (freq2) on cards and not on APUs, and the north bridge's voltage (in1) on APUs
    /// and not on cards; without these signs it is not counted.
    /// </summary>
    private static bool IsApu(HwmonChip chip) =>
        !chip.Has("freq2_input") || chip.Has("in1_input") || chip.PciDevice == Mi300A;
}
