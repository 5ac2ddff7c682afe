using System.Globalization;
using Joulemark.Machines.Linux;
using Joulemark.Machines.Nvidia;
using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>Nobody computes on the boards but the server under test.</summary>
internal sealed record ForeignGpuProcessesControl : IMachineControl
{
    public string Name => "no-foreign-gpu-processes";

    public SpecValueType Type => SpecValueType.Choice;

    public string Description => "No process computes on the GPUs before the start but the server under test; false asks nothing.";

    public IReadOnlyList<string> Choices => ["true", "false"];

    public ControlFinding Check(string wanted, ControlHost host)
    {
        if (wanted != "true")
            return new ControlFinding(ControlState.Met, null);
        var boards = host.Boards(out var problem);
        if (problem is not null)
            return ControlFinding.Unknown(problem);
        using var nvml = NvmlProcesses.TryOpen(host.Paths);
        var own = host.ServerProcesses.SelectMany(root => ProcessDescendants.Of(host.Paths.Procfs, root)).ToHashSet();
        var foreign = new List<string>();
        foreach (var board in boards)
        {
            if (nvml?.On(board.Number) is not { } processes)
                return ControlFinding.Unknown($"{board.Label}: the driver does not say which processes compute");
            foreign.AddRange(processes.Where(p => !own.Contains(p.Pid)).Select(p => $"{Describe(host.Paths, p.Pid)} on {board.Label}"));
        }

        return ControlFinding.Of(foreign.Count == 0, foreign.Count == 0 ? "none" : string.Join(", ", foreign), "End them, or name other boards in gpus.");
    }

    private static string Describe(HostPaths paths, int pid)
    {
        var number = pid.ToString(CultureInfo.InvariantCulture);
        return SysfsText.Read(paths.Procfs, number, "comm") is { } name ? $"process {number} ({name})" : $"process {number}";
    }
}
