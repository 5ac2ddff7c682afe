using Joulemark.Machines;
using Joulemark.Machines.Linux;

namespace Joulemark.Metering.Hwmon;

/// <summary>A GPU of AMD or Intel as the PCI bus shows it, driver or not.</summary>
/// <param name="Address">Its address, e.g. <c>0000:03:00.0</c>.</param>
/// <param name="Driver">The driver bound to it; null where none is.</param>
/// <param name="UsualDriver">The driver that serves it.</param>
/// <param name="IsDiscrete">True for a card of its own; false for one that may lie inside a CPU's package.</param>
internal sealed record PciGpu(string Address, string? Driver, string UsualDriver, bool IsDiscrete)
{
    private const string Amd = "0x1002";
    private const string Intel = "0x8086";
    private const string Display = "0x03";
    private const string Display3D = "0x0302";
    private const string Accelerator = "0x12";

    /// <summary>Intel's integrated graphics and its NPU sit on bus 0, where no card can.</summary>
    private const string RootBus = "0000:00:";

    /// <summary>Every GPU that may draw power of its own, in order of address.</summary>
    public static IReadOnlyList<PciGpu> List(HostPaths paths)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(Path.Combine(paths.Sysfs, "bus/pci/devices")).Select(Parse).OfType<PciGpu>().OrderBy(g => g.Address, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static PciGpu? Parse(string device)
    {
        var address = Path.GetFileName(device);
        var vendor = SysfsText.Read(device, "vendor");
        if (SysfsText.Read(device, "class") is not { } kind || vendor is not (Amd or Intel)
            || !(kind.StartsWith(Display, StringComparison.Ordinal) || kind.StartsWith(Accelerator, StringComparison.Ordinal)))
        {
            return null;
        }

        var driver = Path.GetFileName(new DirectoryInfo(Path.Combine(device, "driver")).LinkTarget);
        if (vendor == Intel)
            return address.StartsWith(RootBus, StringComparison.Ordinal) ? null : new PciGpu(address, driver, "xe", IsDiscrete: true);

        // An APU's graphics are a display controller on a bus of their own, like a card's.
        return new PciGpu(address, driver, "amdgpu",
            kind.StartsWith(Display3D, StringComparison.Ordinal) || kind.StartsWith(Accelerator, StringComparison.Ordinal));
    }
}
