using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>A setting that each board has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its value may be.</param>
/// <param name="Description">What it asks for.</param>
/// <param name="Setting">The setting of one board.</param>
/// <param name="Canonical">A value of the spec as the setting has it.</param>
internal sealed record BoardControl(string Name, SpecValueType Type, string Description, Func<GpuBoard, ISetting> Setting, Func<string, string> Canonical)
    : SettableControl(Name, Type, Description)
{
    public override string Value(string wanted) => Canonical(wanted);

    public override IReadOnlyList<ISetting> Settings(ControlHost host, out string? problem) => [.. host.Boards(out problem).Select(Setting)];

    // A lease may be of a board that this run does not use.
    public override IReadOnlyList<ISetting> Find(ControlHost host, string target) => [.. host.AllBoards.Where(b => b.Uuid == target).Select(Setting)];
}
