using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Machines.Watching;

/// <summary>CPUs that were too hot and slowed themselves down: the kernel counts how often, per core and per package.</summary>
internal sealed class CpuThermalWatch : IWatch
{
    private readonly List<(string Name, KeptFile Count)> _counts = [];

    public CpuThermalWatch(HostPaths paths)
    {
        var cpus = Path.Combine(paths.Sysfs, "devices/system/cpu");
        if (!Directory.Exists(cpus))
            return;
        foreach (var cpu in Directory.GetDirectories(cpus, "cpu*"))
        {
            foreach (var part in (string[])["core", "package"])
            {
                if (Path.Combine(cpu, "thermal_throttle", $"{part}_throttle_count") is var file && File.Exists(file))
                    _counts.Add((part == "core" ? $"core of {Path.GetFileName(cpu)}" : $"package of {Path.GetFileName(cpu)}", new KeptFile(file)));
            }
        }
    }

    public void Look(DisturbanceLog log)
    {
        string? first = null;
        long times = 0;
        foreach (var (name, count) in _counts)
        {
            var before = count.Text;
            if (!count.Look() || before is null || Number(count.Text) - Number(before) is not (> 0 and var more))
                continue;
            first ??= name;
            times = Math.Max(times, more); // hyper-threads and CPUs of a package count the same event
        }

        if (first is not null)
            log.GoesOn(Disturbance.CpuThrottled, "cpu", string.Create(CultureInfo.InvariantCulture, $"the {first} was too hot and slowed down, {times} times since the look before"), times);
    }

    public void Dispose() => _counts.ForEach(c => c.Count.Dispose());

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
