namespace Joulemark.Machines.Controls;

/// <summary>Whether the CPU may go above its base frequency; Intel's driver says the opposite, in <c>no_turbo</c>.</summary>
internal sealed class TurboSetting(string sysfs, string path) : SysfsSetting(Name, sysfs, path)
{
    public const string Name = "cpu.turbo";
    private const string Inverted = "devices/system/cpu/intel_pstate/no_turbo";
    private const string Boost = "devices/system/cpu/cpufreq/boost";

    public override string Label => "the CPU";

    /// <summary>The one of the machine; none where its driver has no such switch.</summary>
    public static IReadOnlyList<ISetting> All(string sysfs) =>
        [.. new[] { Inverted, Boost }.Where(p => Path.Exists(Path.Combine(sysfs, p))).Take(1).Select(p => new TurboSetting(sysfs, p))];

    protected override string ToText(string value) => (value == "on") != (Target == Inverted) ? "1" : "0";

    protected override string ToValue(string text) => text switch
    {
        "0" => Target == Inverted ? "on" : "off",
        "1" => Target == Inverted ? "off" : "on",
        _ => text,
    };
}
