using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>The CPUs, and how the kernel lets them run.</summary>
internal static class CpuFacts
{
    public static void Capture(FactList facts, HostPaths paths)
    {
        var cpuinfo = Path.Combine(paths.Procfs, "cpuinfo");
        var cpus = Path.Combine(paths.Sysfs, "devices/system/cpu");
        var info = CpuInfo.Read(paths);
        var each = Each(cpus);

        // Each as cpuinfo has it, or why it has it not.
        void FromInfo(string key, string? value)
        {
            if (value is null)
                facts.Unknown(key, cpuinfo, info.Unreadable ?? "it does not say");
            else
                facts.Add(key, value, cpuinfo);
        }

        FromInfo("cpu.model", info.Model ?? (info.ArmCore is var (implementer, part) ? ArmCores.Name(implementer, part) : null));
        FromInfo("cpu.microcode", info.Microcodes.Count == 0 ? null : string.Join(',', info.Microcodes));
        FromInfo("cpu.logical", Number(info.Listed));
        facts.AddFile("cpu.logical", t => Number(CpuList.Parse(t).Count), cpus, "online");
        Count(facts, "cpu.packages", cpus, each, "topology/physical_package_id");
        FromInfo("cpu.packages", Number(info.ListedPackages));
        Count(facts, "cpu.cores", cpus, each, each.Any(c => File.Exists(Path.Combine(c, "topology/core_cpus_list"))) ? "topology/core_cpus_list" : "topology/thread_siblings_list");
        FromInfo("cpu.cores", Number(info.ListedCores));

        Smt(facts, cpus);
        Turbo(facts, cpus, each);
        Distinct(facts, "cpu.governor", cpus, each, "cpufreq/scaling_governor");
        Distinct(facts, "cpu.driver", cpus, each, "cpufreq/scaling_driver");
        Distinct(facts, "cpu.energy-preference", cpus, each, "cpufreq/energy_performance_preference");
        Distinct(facts, "cpu.frequency-max-mhz", cpus, each, "cpufreq/cpuinfo_max_freq", Megahertz);
        Distinct(facts, "cpu.frequency-limit-mhz", cpus, each, "cpufreq/scaling_max_freq", Megahertz);
        facts.AddFile("cpu.idle-driver", cpus, "cpuidle/current_driver");
        facts.AddFile("cpu.idle-governor", cpus, File.Exists(Path.Combine(cpus, "cpuidle/current_governor")) ? "cpuidle/current_governor" : "cpuidle/current_governor_ro");
    }

    private static void Smt(FactList facts, string cpus)
    {
        facts.AddFile("cpu.smt", t => t switch
        {
            "on" or "notsupported" => t,
            "off" or "forceoff" => "off",
            _ => null,
        }, cpus, "smt/control");

        // The kernel has no switch for it here, and says still whether it is there.
        facts.AddFile("cpu.smt", t => t switch { "1" => "on", "0" => "notsupported", _ => null }, cpus, "smt/active");
    }

    private static void Turbo(FactList facts, string cpus, IReadOnlyList<string> each)
    {
        static string? Allowed(string text) => text switch { "1" => "on", "0" => "off", _ => null };
        if (File.Exists(Path.Combine(cpus, "intel_pstate/no_turbo")))
            facts.AddFile("cpu.turbo", t => t switch { "0" => "on", "1" => "off", _ => null }, cpus, "intel_pstate/no_turbo");
        else if (File.Exists(Path.Combine(cpus, "cpufreq/boost")))
            facts.AddFile("cpu.turbo", Allowed, cpus, "cpufreq/boost");
        else if (each.Any(c => File.Exists(Path.Combine(c, "cpufreq/boost"))))
            Distinct(facts, "cpu.turbo", cpus, each, "cpufreq/boost", Allowed);
        else
            facts.Unknown("cpu.turbo", cpus, "there is neither intel_pstate/no_turbo nor cpufreq/boost");
    }

    /// <summary>What the CPUs say, each answer once: a comma between them where CPUs differ. Those that are offline say nothing.</summary>
    private static void Distinct(FactList facts, string key, string cpus, IReadOnlyList<string> each, string file, Func<string, string?>? read = null)
    {
        var source = Path.Combine(cpus, "cpu*", file);
        var values = each.Select(c => SysfsText.Read(c, file)).OfType<string>().Select(t => read is null ? t : read(t)).Distinct(StringComparer.Ordinal).ToList();
        if (values.Count > 0 && !values.Contains(null))
            facts.Add(key, string.Join(',', values.Order(StringComparer.Ordinal)), source);
        else if (values.Count > 0)
            facts.Unknown(key, source, "a CPU says what is not understood");
        else
            facts.Unknown(key, source, each.Count == 0 ? "no CPU is there" : Reason(Path.Combine(each[0], file)));
    }

    /// <summary>How many different answers the CPUs give: of packages, of cores.</summary>
    private static void Count(FactList facts, string key, string cpus, IReadOnlyList<string> each, string file)
    {
        var values = each.Select(c => SysfsText.Read(c, file)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (values.Count > 0 && values.All(v => CpuList.Parse(v).Count > 0))
            facts.Add(key, values.Count, Path.Combine(cpus, "cpu*", file));
    }

    private static string Reason(string file) => FactList.TryRead(file, out var reason) is null ? reason : "it is empty";

    private static string? Number(int count) => count > 0 ? count.ToString(CultureInfo.InvariantCulture) : null;

    private static string? Megahertz(string kilohertz) =>
        long.TryParse(kilohertz, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? (number / 1000.0).ToString("0.###", CultureInfo.InvariantCulture) : null;

    private static IReadOnlyList<string> Each(string cpus)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(cpus, "cpu*").Where(d => Path.GetFileName(d.AsSpan())[3..] is { IsEmpty: false } n && !n.ContainsAnyExceptInRange('0', '9'))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
