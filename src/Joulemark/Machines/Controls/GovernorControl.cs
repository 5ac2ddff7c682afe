using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>The frequency governor of every CPU.</summary>
internal sealed record GovernorControl() : SettableControl(GovernorSetting.Name, SpecValueType.Text, "Frequency governor of every CPU, e.g. performance.")
{
    public override IReadOnlyList<ISetting> Settings(ControlHost host, out string? problem)
    {
        var policies = GovernorSetting.All(host.Paths.Sysfs);
        problem = policies.Count == 0 ? "the kernel shows no cpufreq policies here, as in most virtual machines" : null;
        return policies;
    }

    // A lease may be of the energy preference, which the governor moves.
    public override IReadOnlyList<ISetting> Find(ControlHost host, string target) =>
        [.. base.Find(host, target), .. Path.GetDirectoryName(target) is { } policy && EnergyPreferenceSetting.Of(Name, host.Paths.Sysfs, policy) is { } preference && preference.Target == target ? [preference] : Array.Empty<ISetting>()];

    public override string Command(IReadOnlyList<ISetting> settings, string value) =>
        settings.Count == 1 ? settings[0].Command(value) : $"sudo cpupower frequency-set -g {value}, or: echo {value} | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor";
}
