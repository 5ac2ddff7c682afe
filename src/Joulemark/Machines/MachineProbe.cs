using System.Globalization;
using System.Runtime.InteropServices;
using Joulemark.Machines.Linux;

namespace Joulemark.Machines;

/// <summary>Captures what this machine is.</summary>
internal static class MachineProbe
{
    public static IReadOnlyDictionary<string, string> Capture(HostPaths paths)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        void Add(string key, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                facts[key] = value;
        }

        var cpu = CpuInfo.Read(paths);
        Add("cpu.model", cpu.Model);
        Add("cpu.logical", cpu.LogicalCpus.ToString(CultureInfo.InvariantCulture));
        Add("cpu.packages", cpu.Packages.ToString(CultureInfo.InvariantCulture));
        Add("cpu.governor", FirstLine(Path.Combine(paths.Sysfs, "devices/system/cpu/cpu0/cpufreq/scaling_governor")));
        Add("cpu.architecture", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
        Add("machine.virtual", cpu.Virtual ? "true" : "false");
        if (MemoryInfo.TotalBytes(paths) is { } bytes)
            Add("memory.gib", (bytes / (double)(1L << 30)).ToString("0.#", CultureInfo.InvariantCulture));
        Add("os.name", RuntimeInformation.OSDescription);
        Add("os.kernel", FirstLine(Path.Combine(paths.Procfs, "sys/kernel/osrelease")));
        Add("runtime.dotnet", RuntimeInformation.FrameworkDescription);
        Add("tool.version", ToolVersion.Current);
        return facts;
    }

    private static string? FirstLine(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault()?.Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
