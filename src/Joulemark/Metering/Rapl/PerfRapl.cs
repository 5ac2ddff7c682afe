using Joulemark.Machines;
using Joulemark.Machines.Linux;

namespace Joulemark.Metering.Rapl;

/// <summary>RAPL by perf_event: the same counters as powercap's, for which a right can be given that gives no other.</summary>
internal static class PerfRapl
{
    /// <summary>Opens every counter that the PMU has; those that the kernel refuses are left out.</summary>
    /// <param name="paths">Where the kernel trees are.</param>
    /// <param name="cpu">The CPUs.</param>
    /// <param name="refusal">Why one was refused; null when none was, or when the kernel has no such PMU.</param>
    public static IReadOnlyList<RaplCounter> Open(HostPaths paths, CpuInfo cpu, out PerfRefusal? refusal)
    {
        refusal = null;
        var counters = new List<RaplCounter>();
        if (PerfPmu.Read(paths) is not { } pmu)
            return counters;

        foreach (var (number, place) in Places(paths, pmu, cpu))
        {
            foreach (var e in pmu.Events)
            {
                // Powercap shows psys by package, dies or not.
                var domain = new RaplDomain(e.Part, place.Package, e.Part == Records.MachinePart.Platform ? null : place.Die);
                if (counters.Exists(c => c.Domain == domain))
                    continue;
                if (PerfEvent.TryOpen(pmu.Type, e.Config, number, out var error) is { } file)
                    counters.Add(new RaplCounter(domain, new PerfReading(file, e.Scale), FormattableString.Invariant($"perf_event {e.Name} on CPU {number}")));
                else
                    refusal ??= PerfRefusal.Of(error, paths);
            }
        }

        return counters;
    }

    /// <summary>The CPUs to read on, with their package, and their die where packages have several: as powercap names its zones.</summary>
    private static IEnumerable<(int Cpu, CpuTopology Place)> Places(HostPaths paths, PerfPmu pmu, CpuInfo cpu)
    {
        var places = pmu.Cpus
            .Select(c => (Cpu: c, Place: CpuTopology.Of(paths, c)))
            .Where(c => c.Place is not null).Select(c => (c.Cpu, Place: c.Place!.Value)).ToList();
        if (places.Select(p => p.Place.Package).Distinct().Count() == places.Count || RaplVendor.IsAmd(cpu.Model))
        {
            // AMD counts by package. Some kernels open one there for each die, and all of them read that one register
            // (Linux 6.12: "perf/x86/rapl: Fix the energy-pkg event for AMD CPUs").
            return places.DistinctBy(p => p.Place.Package).Select(p => (p.Cpu, p.Place with { Die = null }));
        }

        // Several counters in a package, and no word on which die is whose: powercap has to tell.
        return places.Exists(p => p.Place.Die is null) ? [] : places;
    }
}
