namespace Joulemark.Machines.Controls;

/// <summary>When a control can be looked at.</summary>
internal enum ControlTime
{
    /// <summary>Before anything is measured.</summary>
    Start,

    /// <summary>Once the server is up.</summary>
    ServerUp,

    /// <summary>Before each window.</summary>
    Window,
}
