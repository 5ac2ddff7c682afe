using System.Globalization;
using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>How many boards there are.</summary>
internal sealed record GpuCountControl : IMachineControl
{
    public string Name => "gpu.count";

    public SpecValueType Type => SpecValueType.Integer;

    public string Description => "How many GPUs the machine has (how many of them are in gpus, where named).";

    public ControlFinding Check(string wanted, ControlHost host)
    {
        var boards = host.Boards(out var problem);
        return problem is not null ? ControlFinding.Unknown(problem)
            : ControlFinding.Of(boards.Count == SpecValueParser.Number(SpecValueType.Integer, wanted), boards.Count.ToString(CultureInfo.InvariantCulture), "Name the boards that are used in gpus, or change controls.gpu.count in the spec.");
    }
}
