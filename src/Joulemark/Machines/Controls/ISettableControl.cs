using Joulemark.Diagnostics;

namespace Joulemark.Machines.Controls;

/// <summary>A control that can also be set: everywhere it concerns, each place by its own.</summary>
internal interface ISettableControl : IMachineControl
{
    /// <summary>What it concerns: each board, each CPU policy.</summary>
    /// <param name="host">The machine.</param>
    /// <param name="problem">Why nothing can be set here; null where something can.</param>
    IReadOnlyList<ISetting> Settings(ControlHost host, out string? problem);

    /// <summary>What it may concern in any run, so that a lease finds it again.</summary>
    IReadOnlyList<ISetting> Find(ControlHost host, string target) => [.. Settings(host, out _).Where(s => s.Target == target)];

    /// <summary>A value of the spec as the settings read and write it.</summary>
    string Value(string wanted) => wanted;

    /// <summary>What an administrator types to set it everywhere.</summary>
    string Command(IReadOnlyList<ISetting> settings, string value) => string.Join("; ", settings.Select(s => s.Command(value)).Distinct(StringComparer.Ordinal));
}
