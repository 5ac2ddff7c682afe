using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>A condition on the machine that a spec can ask for under <c>controls</c>.</summary>
internal interface IMachineControl
{
    /// <summary>Its key in the spec is <c>controls.</c> and this.</summary>
    string Name { get; }

    /// <summary>What its value may be.</summary>
    SpecValueType Type { get; }

    /// <summary>What it asks for, one sentence.</summary>
    string Description { get; }

    /// <summary>Names allowed for a <see cref="SpecValueType.Choice"/>.</summary>
    IReadOnlyList<string> Choices => [];

    /// <summary>True where mode set is more than require.</summary>
    bool CanSet => this is ISettableControl;

    /// <summary>True where it is of the machine that the server runs on, and not of the load client's or of the server itself.</summary>
    bool IsOfServersMachine => true;

    /// <summary>When it can be looked at.</summary>
    ControlTime When => ControlTime.Start;

    /// <summary>Looks whether the machine is as wanted. Changes nothing.</summary>
    ControlFinding Check(string wanted, ControlHost host);
}
