using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Machines.Watching;

/// <summary>
/// Settings of the CPUs that somebody changed behind our back: governor, turbo, upper bound of the frequency. Each is said
/// once a change, with what it was and is.
/// </summary>
internal sealed class CpuSettingsWatch : IWatch
{
    private readonly List<Setting> _settings = [];

    public CpuSettingsWatch(HostPaths paths)
    {
        var cpus = Path.Combine(paths.Sysfs, "devices/system/cpu");
        foreach (var policy in Policies(cpus))
        {
            Add(Disturbance.GovernorChanged, "governor", "", Path.Combine(policy, "scaling_governor"));
            Add(Disturbance.CpuLimitChanged, "upper bound of the frequency", " kHz", Path.Combine(policy, "scaling_max_freq"));
        }

        Add(Disturbance.TurboChanged, "intel_pstate/no_turbo", "", Path.Combine(cpus, "intel_pstate/no_turbo"));
        Add(Disturbance.TurboChanged, "cpufreq/boost", "", Path.Combine(cpus, "cpufreq/boost"));
    }

    public void Look(DisturbanceLog log)
    {
        // Of sixty-four CPUs that change together one is said to have, with how many do as it does.
        var changes = new Dictionary<(string Code, string What, string Change), int>();
        foreach (var setting in _settings)
        {
            var before = setting.File.Text;
            if (setting.File.Look() && before is not null)
            {
                var change = (setting.Code, setting.What, $"from {before}{setting.Unit} to {setting.File.Text}{setting.Unit}");
                changes[change] = changes.GetValueOrDefault(change) + 1;
            }
        }

        foreach (var ((code, what, change), count) in changes)
        {
            var whose = code == Disturbance.TurboChanged ? "" : string.Create(CultureInfo.InvariantCulture, $" of {count} of {_settings.Count(s => s.What == what)} CPU policies");
            log.Changed(code, what, $"the {what}{whose} was changed {change}");
        }
    }

    public void Dispose() => _settings.ForEach(s => s.File.Dispose());

    /// <summary>Where CPUs that change together have one directory; else each CPU's own.</summary>
    private static IEnumerable<string> Policies(string cpus)
    {
        var policies = Directories(Path.Combine(cpus, "cpufreq"), "policy*");
        return policies.Length > 0 ? policies : Directories(cpus, "cpu*").Select(cpu => Path.Combine(cpu, "cpufreq")).Where(Directory.Exists);
    }

    private static string[] Directories(string path, string pattern) => Directory.Exists(path) ? Directory.GetDirectories(path, pattern) : [];

    private void Add(string code, string what, string unit, string file)
    {
        if (File.Exists(file))
            _settings.Add(new Setting(code, what, unit, new KeptFile(file)));
    }

    private sealed record Setting(string Code, string What, string Unit, KeptFile File);
}
