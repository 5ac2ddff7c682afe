using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>A control on what the machine or the server is: compared with a fact, and never set.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fact">Key of the fact.</param>
/// <param name="Matches">True when a text of the spec and the fact's are the same.</param>
/// <param name="Description">What it asks for.</param>
internal sealed record FactControl(string Name, string Fact, Func<string, string, bool> Matches, string Description) : IMachineControl
{
    public SpecValueType Type { get; init; } = SpecValueType.Text;

    public ControlTime When { get; init; } = ControlTime.Start;

    public bool IsOfServersMachine => When == ControlTime.Start; // the server says the others of itself

    public ControlFinding Check(string wanted, ControlHost host) =>
        host.Fact(Fact, out var reason) is { } found
            ? ControlFinding.Of(Matches(wanted, found), found, $"Measure on what the spec asks for, or change controls.{Name} in the spec.")
            : ControlFinding.Unknown(reason!);
}
