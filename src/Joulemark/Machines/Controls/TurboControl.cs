using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>Whether the CPUs may go above their base frequency.</summary>
internal sealed record TurboControl() : SettableControl(TurboSetting.Name, SpecValueType.Choice, "Whether CPUs may go above their base frequency (turbo, boost).")
{
    public override IReadOnlyList<ISetting> Settings(ControlHost host, out string? problem)
    {
        var settings = TurboSetting.All(host.Paths.Sysfs);
        problem = settings.Count == 0 ? "the CPU's driver has no switch for it (neither intel_pstate/no_turbo nor cpufreq/boost)" : null;
        return settings;
    }
}
