namespace Joulemark.Machines.Controls;

/// <summary>What a control that is not met does.</summary>
internal enum ControlMode
{
    /// <summary>It is said, and recorded with the result.</summary>
    Warn,

    /// <summary>The run does not start.</summary>
    Require,

    /// <summary>It is set, and set back when the run ends; one that nobody can set is required.</summary>
    Set,
}
