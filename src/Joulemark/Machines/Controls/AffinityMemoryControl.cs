using Joulemark.Machines.Linux;
using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>The NUMA nodes of the server's memory. It is bound when the server is started, so only for one that Joulemark starts.</summary>
internal sealed record AffinityMemoryControl : IMachineControl
{
    public const string ControlName = "cpu.affinity.memory";

    public string Name => ControlName;

    public SpecValueType Type => SpecValueType.CpuList;

    public string Description => "NUMA nodes that the server's memory comes from, and from no other; set only for a server that Joulemark starts: by numactl --membind, or a container's --cpuset-mems.";

    public bool CanSet => true;

    public ControlTime When => ControlTime.ServerUp;

    /// <summary>Where a configuration's server is to be started.</summary>
    public static ProcessPlacement PlacementOf(ControlsSpec controls) =>
        new(CpuList.Parse(controls.Requests.FirstOrDefault(r => r.Control.Name == ControlName && r.Mode == ControlMode.Set)?.Wanted));

    public ControlFinding Check(string wanted, ControlHost host)
    {
        if (host.ServerProcess is not { } server)
            return ControlFinding.Unknown("the server's process is not on this machine, or cannot be found");
        var nodes = CpuList.Format(CpuList.Parse(wanted));
        var process = FormattableString.Invariant($"{server.Process}");

        // A container is bound by its control group, and a machine with one node by nature: then no other may be used, whatever the policy.
        if (ProcessStatus.Line(server.Procfs, process, "Mems_allowed_list") is { } allowed && CpuList.Format(CpuList.Parse(allowed)) == nodes)
            return ControlFinding.Of(met: true, $"only {nodes} is allowed", remedy: null);
        if (SysfsText.Read(server.Procfs, process, "numa_maps") is not { } maps)
            return ControlFinding.Unknown("the kernel does not show the policy of its memory (numa_maps)");

        // "address policy …" a line; what a library binds for itself is its own business, so the commonest counts.
        var policy = maps.Split('\n').Select(l => l.Split(' ')).Where(l => l.Length > 1).GroupBy(l => l[1], StringComparer.Ordinal).MaxBy(g => g.Count())?.Key;
        return ControlFinding.Of(policy == $"bind:{nodes}", policy, $"Start it bound: numactl --membind={nodes} …; or let Joulemark start it, with mode: set.");
    }
}
