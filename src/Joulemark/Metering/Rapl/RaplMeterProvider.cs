using Joulemark.Machines.Linux;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Rapl;

/// <summary>CPU and DRAM energy from the CPU's own counters (Running Average Power Limit), by the kernel's powercap tree.</summary>
internal sealed class RaplMeterProvider : IMeterProvider
{
    /// <summary>Intel documents about 1 ms between updates of the energy registers.</summary>
    private const double UpdatePeriodSeconds = 0.001;

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
        var zones = RaplZone.List(powercap);
        if (zones.Count == 0)
            return new MeterProbe([], [RaplAbsence.NoZones(host.Paths, cpu)]);

        var channels = new List<Channel>();
        var counters = new List<RaplCounter>();
        var denied = new List<RaplZone>();
        var missing = new List<MissingMeter>();
        foreach (var zone in zones.Where(z => Directory.Exists(z.Directory)))
        {
            if (zone.Name is not { } name || RaplDomain.Parse(name, zone.ParentName) is not { } domain)
                continue; // a domain of a later kernel: no channel is better than one of unknown meaning

            if (channels.Exists(c => c.Name == domain.Channel))
                missing.Add(RaplAbsence.Duplicate(zone, domain));
            else if (Open(zone, denied, missing) is { } counter)
            {
                counters.Add(counter);
                channels.Add(Describe(zone, domain, cpu));
            }
        }

        if (denied.Count > 0)
            missing.Add(RaplAbsence.Denied(powercap, denied));
        if (!zones.Any(z => Directory.Exists(z.Directory)))
            missing.Add(RaplAbsence.Masked(powercap));
        return new MeterProbe(channels.Count > 0 ? [new RaplMeter(channels, counters)] : [], missing);
    }

    /// <summary>Opens a zone's counter and reads it once, so that a channel exists only where a reading does.</summary>
    private static RaplCounter? Open(RaplZone zone, List<RaplZone> denied, List<MissingMeter> missing)
    {
        try
        {
            var counter = new RaplCounter(zone.EnergyFile);
            if (counter.ReadJoules() is not null)
                return counter;
            counter.Dispose();
            missing.Add(RaplAbsence.Broken(zone, "it gives no number"));
        }
        catch (UnauthorizedAccessException)
        {
            denied.Add(zone);
        }
        catch (IOException e)
        {
            missing.Add(RaplAbsence.Broken(zone, e.Message));
        }

        return null;
    }

    private static Channel Describe(RaplZone zone, RaplDomain domain, CpuInfo cpu)
    {
        var (gain, source) = RaplGain.For(domain.Part, cpu.Model);
        return new Channel
        {
            Name = domain.Channel,
            Source = "rapl",
            Part = domain.Part,
            Provenance = Provenance.Counter,
            Reading = ReadingKind.EnergyCounter,
            Device = domain.Package,
            Description = $"{cpu.Model ?? "CPU"}, {zone.Name} ({zone.Id})"
                + (cpu.Virtual ? ", as the hypervisor of this virtual machine reports it" : ""),
            UpdatePeriodSeconds = UpdatePeriodSeconds,
            WrapsAt = zone.RangeMicrojoules is { } range ? Energy.FromMicrojoules(range) : null,
            MaxPower = new Power(Math.Max(MostWatts, (zone.MaxMicrowatts ?? 0) / 1e6)),
            GainUncertainty = gain,
            GainSource = source,
            CrossCheck = domain.Overlaps,
        };
    }
}
