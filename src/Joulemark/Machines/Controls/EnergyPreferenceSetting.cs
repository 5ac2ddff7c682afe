namespace Joulemark.Machines.Controls;

/// <summary>What a CPU policy hints to the hardware, between performance and power. It is no control of its own: the governor moves it.</summary>
internal sealed class EnergyPreferenceSetting(string control, string sysfs, string path) : SysfsSetting(control, sysfs, path)
{
    private const string Attribute = "energy_performance_preference";

    public override string Label => $"{Path.GetFileName(Path.GetDirectoryName(Target.Replace("/cpufreq/" + Attribute, "/" + Attribute, StringComparison.Ordinal)))}'s energy preference";

    /// <summary>That of a CPU policy; null where its driver has none.</summary>
    /// <param name="control">The control that moves it.</param>
    /// <param name="sysfs">The tree.</param>
    /// <param name="policy">The policy's directory in the tree.</param>
    public static EnergyPreferenceSetting? Of(string control, string sysfs, string policy) =>
        Path.Exists(Path.Combine(sysfs, policy, Attribute)) ? new EnergyPreferenceSetting(control, sysfs, $"{policy}/{Attribute}") : null;
}
