using Joulemark.Records;

namespace Joulemark.Metering.Rapl;

/// <summary>RAPL by the kernel's powercap tree.</summary>
internal static class PowercapRapl
{
    /// <summary>Opens every zone that this user may read.</summary>
    /// <param name="powercap">The directory <c>class/powercap</c>.</param>
    /// <param name="zones">Its zones.</param>
    /// <param name="amd">True on an AMD CPU.</param>
    /// <param name="refusal">Why perf_event did not give them.</param>
    /// <param name="missing">Takes what cannot be read, with the reason.</param>
    public static IReadOnlyList<RaplCounter> Open(
        string powercap, IReadOnlyList<RaplZone> zones, bool amd, PerfRefusal? refusal, List<MissingMeter> missing)
    {
        var counters = new List<RaplCounter>();
        var denied = new List<RaplZone>();
        foreach (var zone in zones)
        {
            // A domain of a later kernel has no known meaning, and AMD's "core" is the energy of one core alone.
            if (zone.Domain is not { } domain || (amd && domain.Part == MachinePart.CpuCores))
                continue;

            if (counters.Exists(c => c.Domain == domain))
                missing.Add(RaplAbsence.Duplicate(zone.Label, domain));
            else if (Open(zone, denied, missing) is { } reading)
                counters.Add(new RaplCounter(domain, reading, $"powercap {zone.Id}"));
        }

        if (denied.Count > 0)
            missing.Add(RaplAbsence.Denied(powercap, denied, refusal));
        return CountMirrorsOnce(counters, missing);
    }

    /// <summary>Opens a zone's counter and reads it once, so that a channel exists only where a reading does.</summary>
    private static MicroReading? Open(RaplZone zone, List<RaplZone> denied, List<MissingMeter> missing)
    {
        try
        {
            var reading = new MicroReading(zone.EnergyFile);
            if (reading.Read() is not null)
                return reading;
            reading.Dispose();
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

    /// <summary>Dies that show one and the same register are counted once; if none is left beside it, it is the whole package's.</summary>
    private static List<RaplCounter> CountMirrorsOnce(List<RaplCounter> counters, List<MissingMeter> missing)
    {
        var kept = new List<RaplCounter>();
        foreach (var counter in counters)
        {
            if (kept.Find(k => IsSamePackage(k, counter) && IsMirror(k, counter)) is not { } original)
            {
                kept.Add(counter);
                continue;
            }

            missing.Add(RaplAbsence.Duplicate(counter.Way, original.Domain));
            counter.Dispose();
        }

        return [.. kept.Select(k => counters.Count(c => IsSamePackage(c, k)) > 1 && kept.Count(c => IsSamePackage(c, k)) == 1
            ? k with { Domain = k.Domain with { Die = null } } : k)];
    }

    private static bool IsSamePackage(RaplCounter one, RaplCounter other) =>
        one.Domain with { Die = null } == other.Domain with { Die = null };

    /// <summary>
    /// Whether two counters are one: a reading of the second, taken between two of the first, lies between them. Counters
    /// of their own, at some point of tens of kilojoules, do not come that close, let alone twice; two at 0 say nothing.
    /// </summary>
    private static bool IsMirror(RaplCounter first, RaplCounter second)
    {
        var before = first.Reading.Read();
        var other = second.Reading.Read();
        var between = first.Reading.Read();
        var again = second.Reading.Read();
        var after = first.Reading.Read();
        return before > 0 && before <= other && other <= between && between <= again && again <= after;
    }
}
