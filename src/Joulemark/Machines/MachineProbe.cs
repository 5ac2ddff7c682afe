using System.Globalization;
using System.Runtime.InteropServices;
using Joulemark.Machines.Linux;

namespace Joulemark.Machines;

/// <summary>Captures what this machine is.</summary>
internal static class MachineProbe
{
    private const string Runtime = ".NET";

    public static FactList Capture(HostPaths paths)
    {
        var facts = new FactList();
        var cpuinfo = Path.Combine(paths.Procfs, "cpuinfo");
        var cpu = CpuInfo.Read(paths);
        facts.Add("cpu.model", cpu.Model, cpuinfo);
        facts.Add("cpu.logical", cpu.LogicalCpus, cpuinfo);
        facts.Add("cpu.packages", cpu.Packages, cpuinfo);
        facts.AddFile("cpu.governor", paths.Sysfs, "devices/system/cpu/cpu0/cpufreq/scaling_governor");
        facts.Add("cpu.architecture", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), Runtime);
        facts.Add("machine.virtual", cpu.Virtual, cpuinfo);
        facts.Add("memory.gib", (MemoryInfo.TotalBytes(paths) / (double)(1L << 30))?.ToString("0.#", CultureInfo.InvariantCulture), Path.Combine(paths.Procfs, "meminfo"));
        facts.Add("os.name", RuntimeInformation.OSDescription, Runtime);
        facts.AddFile("os.kernel", paths.Procfs, "sys/kernel/osrelease");
        facts.Add("runtime.dotnet", RuntimeInformation.FrameworkDescription, Runtime);
        facts.Add("tool.version", ToolVersion.Current, "joulemark");
        return facts;
    }
}
