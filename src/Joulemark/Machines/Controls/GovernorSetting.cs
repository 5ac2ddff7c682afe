using Joulemark.Machines.Linux;

namespace Joulemark.Machines.Controls;

/// <summary>The frequency governor of one CPU policy.</summary>
internal sealed class GovernorSetting(string sysfs, string path) : SysfsSetting(Name, sysfs, path)
{
    public const string Name = "cpu.governor";
    private const string Attribute = "scaling_governor";
    private const string Performance = "performance";
    private const string Cpus = "devices/system/cpu";

    public override string Label => Path.GetFileName(Path.GetDirectoryName(Target)) is "cpufreq" ? Target : Path.GetFileName(Path.GetDirectoryName(Target))!;

    /// <summary>One for each policy of the machine.</summary>
    public static IReadOnlyList<ISetting> All(string sysfs)
    {
        // Since Linux 4.3 policies have a directory of their own; before, only their CPUs had.
        var policies = Directories(sysfs, $"{Cpus}/cpufreq", "policy").Select(d => $"{d}/{Attribute}");
        var cpus = Directories(sysfs, Cpus, "cpu").Select(d => $"{d}/cpufreq/{Attribute}");
        return [.. new[] { policies, cpus }.Select(p => p.Where(f => System.IO.File.Exists(Path.Combine(sysfs, f)) || Directory.Exists(Path.Combine(sysfs, f))).ToList())
            .FirstOrDefault(p => p.Count > 0, []).Select(f => new GovernorSetting(sysfs, f))];
    }

    public override string? Problem(string value)
    {
        var available = SysfsText.Read(Path.GetDirectoryName(File)!, "scaling_available_governors")?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return available is null || available.Contains(value, StringComparer.Ordinal) ? null : $"it takes {string.Join(", ", available)}";
    }

    /// <summary>
    /// Under the governor performance intel_pstate and amd_pstate set the energy preference to performance too, and refuse
    /// any other; amd_pstate leaves it there when the governor goes.
    /// </summary>
    public override IReadOnlyList<ISetting> MovedBy(string value) =>
        value == Performance && EnergyPreferenceSetting.Of(Name, Sysfs, Path.GetDirectoryName(Target)!) is { } preference ? [preference] : [];

    private static IEnumerable<string> Directories(string sysfs, string parent, string name)
    {
        var directory = Path.Combine(sysfs, parent);
        return !Directory.Exists(directory) ? [] : Directory.EnumerateDirectories(directory, name + "*")
            .Select(d => Path.GetFileName(d))
            .Where(d => d.Length > name.Length && d.AsSpan(name.Length).IndexOfAnyExceptInRange('0', '9') < 0)
            .OrderBy(d => d.Length).ThenBy(d => d, StringComparer.Ordinal)
            .Select(d => $"{parent}/{d}");
    }
}
