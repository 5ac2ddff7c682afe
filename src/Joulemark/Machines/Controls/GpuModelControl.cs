using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>The model of every board.</summary>
internal sealed record GpuModelControl : IMachineControl
{
    public string Name => "gpu.model";

    public SpecValueType Type => SpecValueType.Text;

    public string Description => "Model of every GPU (of those in gpus, where named), as the driver writes it.";

    public ControlFinding Check(string wanted, ControlHost host)
    {
        var models = host.Boards(out var problem).Select(b => b.Device.ReadName() ?? "unknown").Distinct(StringComparer.Ordinal).ToList();
        return problem is not null ? ControlFinding.Unknown(problem)
            : ControlFinding.Of(models is [var only] && TextMatch.Exact(wanted, only), string.Join(", ", models),
                models.Count > 1 ? "The boards are of different models: name those of one model in gpus." : "Measure on what the spec asks for, or change controls.gpu.model in the spec.");
    }
}
