using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>The CPUs this system sees.</summary>
internal sealed record CpuInfo
{
    /// <summary>Model name as the CPU gives it; null where /proc/cpuinfo has none.</summary>
    public string? Model { get; init; }

    /// <summary>Logical CPUs online.</summary>
    public required int LogicalCpus { get; init; }

    /// <summary>Physical packages.</summary>
    public required int Packages { get; init; }

    /// <summary>True when a hypervisor is under this system.</summary>
    public bool Virtual { get; init; }

    public static CpuInfo Read(HostPaths paths)
    {
        string? model = null;
        var logical = 0;
        var hypervisor = false;
        var packages = new HashSet<string>(StringComparer.Ordinal);
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
                        packages.Add(value);
                        break;
                    case "flags":
                        hypervisor |= value.Split(' ').Contains("hypervisor", StringComparer.Ordinal);
                        break;
                }
            }
        }
        catch (IOException)
        {
            // No cpuinfo: what the runtime knows has to do.
        }

        return new CpuInfo
        {
            Model = model,
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
