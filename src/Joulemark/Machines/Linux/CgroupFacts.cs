using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>What this process may use of the machine: the limits of its control group and of those above it, and its CPUs.</summary>
internal static class CgroupFacts
{
    private const string None = "none";
    private const double Unlimited = 1L << 60; // the first version writes the largest number of pages for no limit

    public static void Capture(FactList facts, HostPaths paths)
    {
        if (Find(facts, "cgroup.cpu-quota", paths, "cpu") is { } cpu)
            Tightest(facts, "cgroup.cpu-quota", cpu, cpu.Version == 2 ? "cpu.max" : "cpu.cfs_quota_us", cpu.Version == 2 ? Quota : QuotaOfVersion1);
        if (Find(facts, "cgroup.memory-limit-gib", paths, "memory") is { } memory)
            Tightest(facts, "cgroup.memory-limit-gib", memory, memory.Version == 2 ? "memory.max" : "memory.limit_in_bytes", Gibibytes);
        if (Find(facts, "cgroup.cpus", paths, "cpuset") is { } cpuset)
            Cpus(facts, cpuset);

        facts.AddFile("process.affinity", Affinity, paths.Procfs, "self/status");
    }

    private static Cgroup? Find(FactList facts, string key, HostPaths paths, string controller)
    {
        var group = Cgroup.Find(paths, controller, out var source, out var reason);
        if (group is null)
            facts.Unknown(key, source, reason);
        return group;
    }

    /// <summary>The lowest limit of a group and those above it. A group without the file has no limit: the system's root has none, nor one whose controller is off.</summary>
    private static void Tightest(FactList facts, string key, Cgroup group, string file, Func<string, double?> read)
    {
        var (lowest, at) = (double.PositiveInfinity, Path.Combine(group.Directories[0], file));
        foreach (var limit in group.Directories.Select(d => Path.Combine(d, file)).Where(File.Exists))
        {
            if (FactList.TryRead(limit, out _) is not { } || read(limit) is not { } value)
            {
                facts.Unknown(key, limit, FactList.TryRead(limit, out var reason) is null ? reason : "it is not understood");
                return;
            }

            if (value < lowest)
                (lowest, at) = (value, limit);
        }

        if (double.IsPositiveInfinity(lowest))
            facts.Add(key, None, at);
        else
            facts.Add(key, lowest, at);
    }

    private static double? Quota(string file) => SysfsText.Read(file)?.Split(' ') switch
    {
        ["max", ..] => double.PositiveInfinity,
        [var quota, var period] when Number(quota) is { } q && Number(period) is > 0 and { } p => q / p,
        _ => null,
    };

    private static double? QuotaOfVersion1(string file) => SysfsText.Read(file) switch
    {
        "-1" => double.PositiveInfinity,
        { } quota when Number(quota) is { } q && Number(SysfsText.Read(Path.GetDirectoryName(file)!, "cpu.cfs_period_us")) is > 0 and { } p => q / p,
        _ => null,
    };

    private static double? Gibibytes(string file) => SysfsText.Read(file) switch
    {
        "max" => double.PositiveInfinity,
        { } bytes when Number(bytes) is { } b => b >= Unlimited ? double.PositiveInfinity : b / (1L << 30),
        _ => null,
    };

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void Cpus(FactList facts, Cgroup group)
    {
        // An empty list takes the one above.
        string[] files = group.Version == 2 ? ["cpuset.cpus.effective"] : ["cpuset.effective_cpus", "cpuset.cpus"];
        var found = group.Directories.SelectMany(d => files.Select(f => Path.Combine(d, f))).FirstOrDefault(f => SysfsText.Read(f) is not null);
        if (found is null)
            facts.Unknown("cgroup.cpus", Path.Combine(group.Directories[0], files[0]), "it is not there: the controller cpuset is off");
        else
            facts.AddFile("cgroup.cpus", t => CpuList.Parse(t).Count > 0 ? t : null, found);
    }

    private static string? Affinity(string status) => status.Split('\n')
        .FirstOrDefault(l => l.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal))?["Cpus_allowed_list:".Length..].Trim() is { Length: > 0 } list ? list : null;
}
