using System.Runtime.InteropServices;
using Joulemark.Machines;
using Joulemark.Machines.Linux;
using Joulemark.Records;

namespace Joulemark.Metering.Rapl;

/// <summary>Why RAPL, or a zone of it, cannot be read here, and what to do: one reason per cause, never a guess at several.</summary>
internal static class RaplAbsence
{
    private const string Everything = "CPU package and DRAM energy";

    /// <summary>Nothing in the powercap tree.</summary>
    public static MissingMeter NoZones(HostPaths paths, CpuInfo cpu, PerfRefusal? refusal)
    {
        var powercap = Path.Combine(paths.Sysfs, "class/powercap");
        if (cpu.Virtual)
        {
            return Missing(Everything,
                "this is a virtual machine (cpuinfo has the flag 'hypervisor'), and its hypervisor does not pass RAPL on",
                "Measure on the host or on a bare-metal instance. Until then the modelled source estimates from CPU time.");
        }

        if (IsMountPoint(paths.Procfs, powercap))
            return Masked(powercap, refusal);

        if (refusal is not null)
            return Missing(Everything, refusal.Reason, refusal.Remedy + ".") with { Part = MachinePart.CpuPackage };

        if (RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.X86))
        {
            return Missing(Everything,
                $"RAPL is a feature of x86 CPUs, and this process runs on {RuntimeInformation.ProcessArchitecture}",
                "Use a wall meter or the machine's management controller; NVIDIA's Grace shows its power to the source hwmon.");
        }

        return Missing(Everything,
            Directory.Exists(powercap)
                ? $"{powercap} has no intel-rapl zone: the driver is not loaded"
                : $"there is no {powercap}: the kernel has no powercap support, or this is not Linux",
            "sudo modprobe intel_rapl_msr (it serves Intel, and AMD since Linux 5.11; it needs CONFIG_POWERCAP and CONFIG_INTEL_RAPL).");
    }

    /// <summary>The zones are named, but a container runtime has put something over what they point to.</summary>
    public static MissingMeter Masked(string powercap, PerfRefusal? refusal) => Missing(Everything,
        $"{powercap} is masked in this container: the machine has RAPL, the container may not see it (runtimes hide it since CVE-2020-8694)"
        + Also(refusal),
        "Bind the host's tree and move the path: docker run -v /sys:/host/sys:ro -e JOULEMARK_SYSFS=/host/sys …; or run outside the container. "
        + "The counters stay readable by root only: run as root in the container, or open them on the host."
        + (refusal is null ? "" : $" Or {refusal.Remedy}.")) with { Part = MachinePart.CpuPackage };

    /// <summary>Zones whose counters this user may not read.</summary>
    public static MissingMeter Denied(string powercap, IReadOnlyList<RaplZone> zones, PerfRefusal? refusal) => Missing(
        $"CPU energy: {string.Join(", ", zones.Select(z => z.Label))}",
        $"permission denied on {zones[0].EnergyFile}{(zones.Count > 1 ? $" and {zones.Count - 1} more" : "")}: "
        + "since CVE-2020-8694 the kernel lets only root read energy counters" + Also(refusal),
        (refusal is null ? "" : $"{refusal.Remedy}; or ") + $"sudo chmod a+r {powercap}/intel-rapl*/energy_uj (until the next boot; every local user can then read them, which that CVE is about); "
        + "or run joulemark with sudo; or give the program CAP_DAC_READ_SEARCH.") with { Part = Counted(zones) };

    /// <summary>A zone whose files are there and cannot be read, for a reason other than permission.</summary>
    public static MissingMeter Broken(RaplZone zone, string error) => Missing(
        $"CPU energy: {zone.Label}",
        $"{zone.EnergyFile} cannot be read: {error}",
        $"See what the kernel says: cat {zone.EnergyFile}; sudo dmesg | grep -i rapl.") with { Part = Counted([zone]) };

    /// <summary>A second zone for what another zone counts already.</summary>
    public static MissingMeter Duplicate(string zone, RaplDomain domain) => Missing(
        $"CPU energy: {zone}",
        $"a second zone for {domain.Channel}: it is left out, so that nothing is counted twice",
        "Nothing, if both count alike (some AMD parts mirror one counter per die). "
        + "Otherwise report it with the output of grep . /sys/class/powercap/*/name.");

    private static MissingMeter Missing(string what, string reason, string remedy) => new("rapl", what, reason, remedy);

    /// <summary>What the machine has and we cannot count, of the parts that a boundary needs; overlapping zones are no loss.</summary>
    private static MachinePart? Counted(IEnumerable<RaplZone> zones) => zones
        .Select(z => z.Domain)
        .Where(d => d is { Overlaps: false })
        .Select(d => (MachinePart?)d!.Part).Min();

    private static string Also(PerfRefusal? refusal) => refusal is null ? "" : $"; and {refusal.Reason}";

    /// <summary>Whether something is mounted at exactly this directory, which is how runtimes mask one.</summary>
    private static bool IsMountPoint(string procfs, string directory)
    {
        try
        {
            // The fifth field of a line is the mount point.
            return File.ReadLines(Path.Combine(procfs, "self/mountinfo")).Any(l => l.Split(' ') is [_, _, _, _, var at, ..] && at == directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
