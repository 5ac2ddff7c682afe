using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>The CPUs this system sees.</summary>
internal sealed record CpuInfo
{
    /// <summary>Model name as the CPU gives it; null where /proc/cpuinfo has none.</summary>
    public string? Model { get; init; }

    /// <summary>Why there is no cpuinfo; null where there is one.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Logical CPUs that cpuinfo lists; 0 where it lists none.</summary>
    public int Listed { get; init; }

    /// <summary>Packages that it names; 0 where it names none, as on arm64.</summary>
    public int ListedPackages { get; init; }

    /// <summary>Cores that it names; 0 where it names none.</summary>
    public int ListedCores { get; init; }

    /// <summary>Versions of the microcode, more than one where CPUs differ.</summary>
    public IReadOnlyCollection<string> Microcodes { get; init; } = [];

    /// <summary>Who designed an arm64 core, and which it is (MIDR), e.g. <c>0x41</c> and <c>0xd4f</c>; null for others.</summary>
    public (string Implementer, string Part)? ArmCore { get; init; }

    /// <summary>True where the CPU lists its features, by which a hypervisor shows itself on x86.</summary>
    public bool HasFlags { get; init; }

    /// <summary>Logical CPUs online.</summary>
    public required int LogicalCpus { get; init; }

    /// <summary>Physical packages.</summary>
    public required int Packages { get; init; }

    /// <summary>True when a hypervisor is under this system.</summary>
    public bool Virtual { get; init; }

    public static CpuInfo Read(HostPaths paths)
    {
        string? model = null, implementer = null, part = null, package = null, unreadable = null;
        var logical = 0;
        bool hypervisor = false, hasFlags = false;
        var packages = new HashSet<string>(StringComparer.Ordinal);
        var cores = new HashSet<(string?, string)>();
        var microcodes = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            foreach (var line in File.ReadLines(Path.Combine(paths.Procfs, "cpuinfo")))
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon < 0)
                    continue;
                var value = line[(colon + 1)..].Trim();
                switch (line[..colon].TrimEnd())
                {
                    case "processor":
                        logical++;
                        break;
                    case "model name":
                        model ??= value;
                        break;
                    case "physical id":
                        packages.Add(package = value);
                        break;
                    case "core id":
                        cores.Add((package, value));
                        break;
                    case "microcode":
                        microcodes.Add(value);
                        break;
                    case "CPU implementer":
                        implementer ??= value;
                        break;
                    case "CPU part":
                        part ??= value;
                        break;
                    case "flags" when !hasFlags: // every CPU has the same
                        hasFlags = true;
                        hypervisor = value.Split(' ').Contains("hypervisor", StringComparer.Ordinal);
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What the runtime knows has to do.
            unreadable = e is FileNotFoundException or DirectoryNotFoundException ? "it is not there" : e.Message;
        }

        return new CpuInfo
        {
            Model = model,
            Unreadable = unreadable,
            Listed = logical,
            ListedPackages = packages.Count,
            ListedCores = cores.Count,
            Microcodes = microcodes,
            ArmCore = implementer is not null && part is not null ? (implementer, part) : null,
            HasFlags = hasFlags,
            LogicalCpus = logical > 0 ? logical : Environment.ProcessorCount,
            Packages = Math.Max(1, packages.Count),
            Virtual = hypervisor,
        };
    }

    /// <summary>CPU seconds that all CPUs have been busy since boot, idle and I/O wait left out; null where unreadable.</summary>
    public static double? BusySeconds(HostPaths paths)
    {
        try
        {
            using var reader = File.OpenText(Path.Combine(paths.Procfs, "stat"));
            var fields = reader.ReadLine()?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields is not ["cpu", ..])
                return null;

            // user nice system idle iowait irq softirq steal; guest time is inside user already.
            double Field(int i) => i < fields.Length ? double.Parse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture) / 100 : 0;
            return Field(1) + Field(2) + Field(3) + Field(6) + Field(7);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }
}
