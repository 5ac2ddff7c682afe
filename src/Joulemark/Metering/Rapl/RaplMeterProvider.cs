using Joulemark.Machines.Linux;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Rapl;

/// <summary>CPU and DRAM energy from the CPU's own counters (Running Average Power Limit): by perf_event where it is allowed, else by powercap.</summary>
internal sealed class RaplMeterProvider : IMeterProvider
{
    /// <summary>Intel documents about 1 ms between updates of the energy registers.</summary>
    private const double UpdatePeriodSeconds = 0.001;

    /// <summary>The registers have 32 bits, so the range that the kernel gives tells their step: 61 µJ and 15 µJ are common.</summary>
    private const double CounterSteps = uint.MaxValue;

    /// <summary>
    /// More than any package, DRAM domain or platform of today draws (the largest packages are at 500 W), so that it tells
    /// a wrap from a reset without ever calling a true reading false. A constraint above it counts instead.
    /// </summary>
    private const double MostWatts = 1000;

    public string Name => "rapl";

    public MeterProbe Probe(MeterHost host)
    {
        var cpu = CpuInfo.Read(host.Paths);
        var powercap = Path.Combine(host.Paths.Sysfs, "class/powercap");
        var entries = RaplZone.List(powercap);
        RaplZone[] zones = [.. entries.Where(z => Directory.Exists(z.Directory))];
        var missing = new List<MissingMeter>();

        var counters = PerfRapl.Open(host.Paths, cpu, out var refusal);
        if (counters.Count == 0 || !HoldAll(counters, zones, cpu))
        {
            foreach (var counter in counters)
                counter.Dispose();
            counters = PowercapRapl.Open(powercap, zones, RaplVendor.IsAmd(cpu.Model), refusal, missing);
            if (entries.Count == 0)
                missing.Add(RaplAbsence.NoZones(host.Paths, cpu, refusal));
            else if (zones.Length == 0)
                missing.Add(RaplAbsence.Masked(powercap, refusal));
        }

        IReadOnlyList<Channel> channels = [.. counters.Select(c => Describe(c, zones, cpu))];
        return new MeterProbe(channels.Count > 0 ? [new ReadingsMeter(channels, counters.Select(c => c.Reading))] : [], missing);
    }

    /// <summary>
    /// Whether perf_event gives everything that powercap shows and a boundary needs; else powercap gives all of it, so that
    /// one machine's counters are always read one way.
    /// </summary>
    private static bool HoldAll(IReadOnlyList<RaplCounter> counters, IEnumerable<RaplZone> zones, CpuInfo cpu) => zones
        .Select(z => z.Domain).OfType<RaplDomain>().Where(d => !d.Overlaps)
        .Select(d => RaplVendor.IsAmd(cpu.Model) ? d with { Die = null } : d)
        .All(d => counters.Any(c => c.Domain == d));

    private static Channel Describe(RaplCounter counter, IEnumerable<RaplZone> zones, CpuInfo cpu)
    {
        var domain = counter.Domain;
        var (gain, source) = RaplGain.For(domain.Part, cpu.Model);

        // The zone says more of the hardware than perf_event does, whichever of the two is read.
        var zone = zones.FirstOrDefault(z => z.Domain is { } d && (d == domain || d with { Die = null } == domain));
        return new Channel
        {
            Name = domain.Channel,
            Source = "rapl",
            Part = domain.Part,
            Provenance = Provenance.Counter,
            Reading = ReadingKind.EnergyCounter,
            Device = domain.Package,
            DeviceId = domain.DeviceId,
            Description = $"{cpu.Model ?? "CPU"}, by {counter.Way}"
                + (cpu.Virtual ? ", as the hypervisor of this virtual machine reports it" : ""),
            UpdatePeriodSeconds = UpdatePeriodSeconds,
            Resolution = zone?.RangeMicrojoules / 1e6 / CounterSteps,
            WrapsAt = counter.Reading is MicroReading && zone?.RangeMicrojoules is { } range ? Energy.FromMicrojoules(range) : null,
            MaxPower = new Power(Math.Max(MostWatts, (zone?.MaxMicrowatts ?? 0) / 1e6)),
            GainUncertainty = gain,
            GainSource = source,
            CrossCheck = domain.Overlaps,
        };
    }
}
