using System.Runtime.InteropServices;
using Joulemark.Machines.Linux;
using Joulemark.Machines.Nvidia;

namespace Joulemark.Machines;

/// <summary>
/// Captures what this machine is and how it is set: docs/machine.md lists the facts. It reads files and asks NVML, starts no
/// process and changes nothing, and what cannot be read is an unknown fact with its reason.
/// </summary>
internal static class MachineProbe
{
    private const string Runtime = ".NET";

    public static FactList Capture(HostPaths paths) => Capture(paths, Environment.GetEnvironmentVariable, Environment.GetEnvironmentVariables().Keys.Cast<string>());

    /// <param name="paths">Where the host's trees are.</param>
    /// <param name="variable">An environment variable; null where it is not set.</param>
    /// <param name="variables">Names of those that are set.</param>
    public static FactList Capture(HostPaths paths, Func<string, string?> variable, IEnumerable<string> variables)
    {
        var facts = new FactList();
        var cpu = CpuInfo.Read(paths); // once: it is long, and some kernels measure each CPU's clock for it
        CpuFacts.Capture(facts, paths, cpu);
        MemoryFacts.Capture(facts, paths);
        FirmwareFacts.Capture(facts, paths);
        HypervisorFacts.Capture(facts, paths, cpu);
        NvidiaFacts.Capture(facts, paths);
        DisplayDevice.Capture(facts, paths);
        SystemFacts.Capture(facts, paths);
        ContainerFacts.Capture(facts, paths, variable);
        MachineIdentity.Capture(facts, paths);
        CgroupFacts.Capture(facts, paths);
        TemperatureFacts.Capture(facts, paths);
        ProcessEnvironment.Capture(facts, variable, variables);
        facts.Add("cpu.architecture", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), Runtime);
        facts.Add("runtime.dotnet", RuntimeInformation.FrameworkDescription, Runtime);
        facts.Add("tool.version", ToolVersion.Current, "joulemark");
        return facts;
    }
}
