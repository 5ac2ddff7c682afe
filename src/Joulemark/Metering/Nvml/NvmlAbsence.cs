using System.Globalization;
using Joulemark.Machines.Nvidia;
using Joulemark.Machines;
using Joulemark.Records;

namespace Joulemark.Metering.Nvml;

/// <summary>Why a GPU cannot be read by NVML, and what to do.</summary>
internal static class NvmlAbsence
{
    private const string Everything = "NVIDIA GPU energy";
    private const string InContainer = "In a container, start it with the NVIDIA Container Toolkit (docker run --gpus all …).";

    /// <summary>The library could not be loaded.</summary>
    public static IReadOnlyList<MissingMeter> NoLibrary(HostPaths paths)
    {
        var boards = NvidiaBoards.Addresses(paths.Sysfs);
        return boards.Count == 0
            ? [Missing(Everything,
                $"this machine shows no NVIDIA GPU on its PCI bus, and {paths.NvmlLibrary} cannot be loaded",
                $"Nothing, if it has none. {InContainer}")]
            : EachOf(boards,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{boards.Count} NVIDIA GPU(s) on the PCI bus, but {paths.NvmlLibrary} cannot be loaded: no NVIDIA driver"),
                $"Install NVIDIA's driver, which brings the library; where it lies elsewhere, set JOULEMARK_NVML to its path. {InContainer}");
    }

    /// <summary>The library is there and does not start.</summary>
    public static IReadOnlyList<MissingMeter> NotInitialised(HostPaths paths, NvmlReturn code, string text) => EachOf(
        NvidiaBoards.Addresses(paths.Sysfs),
        $"nvmlInit_v2 gave {Code(code, text)}",
        code switch
        {
            NvmlReturn.LibraryVersionMismatch =>
                "The driver was updated while its kernel module stayed loaded: reboot, or unload and load the nvidia modules.",
            NvmlReturn.DriverNotLoaded => $"Load the kernel module: sudo modprobe nvidia; see sudo dmesg | grep -i nvrm. {InContainer}",
            NvmlReturn.NoPermission => "Give this user access to /dev/nvidiactl and /dev/nvidia* (see ls -l /dev/nvidia*).",
            _ => $"See what nvidia-smi says; reinstall the driver if it fails likewise. {InContainer}",
        });

    /// <summary>The driver is there and shows no board.</summary>
    public static MissingMeter NoDevices() => Missing(Everything,
        "the NVIDIA driver runs and shows no GPU",
        $"Check nvidia-smi -L and sudo dmesg | grep -i nvrm. {InContainer}");

    /// <summary>Boards on the bus that the driver does not show here: others' in a container, or passed on to a virtual machine.</summary>
    public static IEnumerable<MissingMeter> Hidden(IEnumerable<string> addresses) => addresses.Select(a => Missing($"energy of the NVIDIA GPU at {a}",
        "it is on the PCI bus, and the NVIDIA driver does not show it here",
        "A container sees those it was given: start it with --gpus all to measure every part of the machine. The boundary gpu counts those it has.")
        with { Part = MachinePart.Gpu, DeviceId = $"pci:{a}", IsHidden = true });

    /// <summary>The boards could not be counted.</summary>
    public static IReadOnlyList<MissingMeter> NotCounted(HostPaths paths, NvmlReturn code, string text) => EachOf(
        NvidiaBoards.Addresses(paths.Sysfs), $"nvmlDeviceGetCount_v2 gave {Code(code, text)}", "See what nvidia-smi says.");

    /// <summary>One board does not open.</summary>
    public static MissingMeter NotOpened(int index, NvmlReturn code, string text) => Missing(Board(index),
        $"nvmlDeviceGetHandleByIndex_v2 gave {Code(code, text)}",
        code == NvmlReturn.GpuIsLost
            ? "The GPU has fallen off the bus: check power and sudo dmesg | grep -i xid, then reboot."
            : "Check nvidia-smi -L, the board's power cables, and access to /dev/nvidia*.") with { Part = MachinePart.Gpu };

    /// <summary>One board has neither a counter nor a power.</summary>
    public static MissingMeter NothingSupported(int index, NvmlCapabilities capabilities) => Missing(Board(index),
        $"{capabilities.Describe(index)} gives neither an energy counter nor a power",
        "Virtual GPUs and some notebook and consumer boards have no sensor: measure on the host, or with a wall meter.") with { Part = MachinePart.Gpu, DeviceId = capabilities.DeviceId };

    /// <summary>A superchip of which only the whole module can be read: lost where the module cannot be counted in its place.</summary>
    public static MissingMeter ModuleOnly(int index, NvmlCapabilities capabilities) => Missing(Board(index),
        $"{capabilities.Describe(index)} sits on a module with a CPU, its counter may cover all of it, and the driver gives no power of the GPU alone",
        "Update the driver: newer ones give power by scope (nvidia-smi -q -d POWER shows GPU and module apart).") with { Part = MachinePart.Gpu, DeviceId = capabilities.DeviceId };

    /// <summary>A board that is split: nothing blocks, but its instances have no joules of their own.</summary>
    public static MissingMeter NoInstances(int index) => Missing(
        string.Create(CultureInfo.InvariantCulture, $"energy of gpu{index}'s MIG instances"),
        "NVML gives energy and power for the whole board only, and Joulemark does not share them out",
        string.Create(CultureInfo.InvariantCulture, $"Leave the board's other instances idle, or turn MIG off: sudo nvidia-smi -i {index} -mig 0."));

    /// <summary>One for each board that the PCI bus shows, so that another source can stand in for it and no other card does; one for all where it shows none.</summary>
    private static IReadOnlyList<MissingMeter> EachOf(IReadOnlyList<string> addresses, string reason, string remedy)
    {
        var all = Missing(Everything, reason, remedy) with { Part = MachinePart.Gpu };
        return addresses.Count == 0 ? [all] : [.. addresses.Select(a => all with { What = $"energy of the NVIDIA GPU at {a}", DeviceId = $"pci:{a}" })];
    }

    private static string Board(int index) => string.Create(CultureInfo.InvariantCulture, $"energy of gpu{index}");

    private static string Code(NvmlReturn code, string text) => string.Create(CultureInfo.InvariantCulture, $"{(int)code} ({text})");

    private static MissingMeter Missing(string what, string reason, string remedy) => new("nvml", what, reason, remedy);
}
