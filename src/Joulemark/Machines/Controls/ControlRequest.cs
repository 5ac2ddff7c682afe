namespace Joulemark.Machines.Controls;

/// <summary>A control that a spec asks for.</summary>
/// <param name="Control">Which.</param>
/// <param name="Wanted">The value, as in the spec.</param>
/// <param name="Mode">What happens when it is not met.</param>
internal sealed record ControlRequest(IMachineControl Control, string Wanted, ControlMode Mode)
{
    /// <summary>The control as one that is to be set; null where it is only looked at.</summary>
    public ISettableControl? ToSet => Mode == ControlMode.Set ? Control as ISettableControl : null;
}
