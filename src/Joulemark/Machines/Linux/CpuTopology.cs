namespace Joulemark.Machines.Linux;

/// <summary>Where a logical CPU sits.</summary>
/// <param name="Package">Number of its package.</param>
/// <param name="Die">Number of its die in the package; null before Linux 5.2, which does not say.</param>
internal readonly record struct CpuTopology(int Package, int? Die)
{
    /// <summary>The place of one CPU; null where sysfs does not say, e.g. for one that is offline.</summary>
    public static CpuTopology? Of(HostPaths paths, int cpu)
    {
        var topology = Path.Combine(paths.Sysfs, FormattableString.Invariant($"devices/system/cpu/cpu{cpu}/topology"));
        return SysfsText.ReadInt(topology, "physical_package_id") is { } package
            ? new CpuTopology(package, SysfsText.ReadInt(topology, "die_id")) : null;
    }
}
