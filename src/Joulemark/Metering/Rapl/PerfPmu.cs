using System.Globalization;
using Joulemark.Machines;
using Joulemark.Machines.Linux;
using Joulemark.Records;

namespace Joulemark.Metering.Rapl;

/// <summary>The kernel's PMU <c>power</c>: RAPL as perf_event shows it.</summary>
/// <param name="Type">The number that names it in perf_event_open.</param>
/// <param name="Cpus">One CPU for each package or die that has counters.</param>
/// <param name="Events">What it counts.</param>
internal sealed record PerfPmu(uint Type, IReadOnlyList<int> Cpus, IReadOnlyList<PerfPmu.Event> Events)
{
    // The PMU power_core of later kernels on AMD counts single cores, by the hundred: no boundary needs them.
    private static readonly (string Name, MachinePart Part)[] Known =
    [
        ("energy-pkg", MachinePart.CpuPackage),
        ("energy-cores", MachinePart.CpuCores),
        ("energy-gpu", MachinePart.CpuUncore),
        ("energy-ram", MachinePart.Dram),
        ("energy-psys", MachinePart.Platform),
    ];

    /// <summary>Reads what the kernel says of it; null where it has no such PMU.</summary>
    public static PerfPmu? Read(HostPaths paths)
    {
        var directory = Path.Combine(paths.Sysfs, "bus/event_source/devices/power");
        return uint.TryParse(SysfsText.Read(directory, "type"), NumberStyles.None, CultureInfo.InvariantCulture, out var type)
            ? new PerfPmu(type, CpuList.Parse(SysfsText.Read(directory, "cpumask")), [.. Known.Select(k => Event.Read(directory, k.Name, k.Part)).OfType<Event>()])
            : null;
    }

    /// <summary>One thing that it counts.</summary>
    /// <param name="Name">The kernel's name for it.</param>
    /// <param name="Part">The part of the machine.</param>
    /// <param name="Config">The number that names it in perf_event_open.</param>
    /// <param name="Scale">Joules for each count.</param>
    internal sealed record Event(string Name, MachinePart Part, ulong Config, double Scale)
    {
        private const string Term = "event=0x";

        /// <summary>Reads one event; null where the CPU does not have it, or where it is not in joules.</summary>
        public static Event? Read(string pmu, string name, MachinePart part)
        {
            var file = Path.Combine(pmu, "events", name);
            return SysfsText.Read(file) is { } term && term.StartsWith(Term, StringComparison.Ordinal)
                && ulong.TryParse(term.AsSpan(Term.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var config)
                && SysfsText.Read(file + ".unit") == "Joules"
                && double.TryParse(SysfsText.Read(file + ".scale"), NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && scale > 0
                ? new Event(name, part, config, scale) : null;
        }
    }
}
