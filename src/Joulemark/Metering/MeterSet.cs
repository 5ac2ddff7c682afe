using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>Every meter found on this machine, and what was not found.</summary>
internal sealed class MeterSet : IDisposable
{
    private int _disposed;

    private MeterSet(IReadOnlyList<IMeter> meters, IReadOnlyList<MissingMeter> missing)
    {
        Meters = meters;
        Missing = missing;
        Channels = [.. meters.SelectMany(m => m.Channels)];
        var twice = Channels.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new InvalidOperationException($"Two channels are called '{twice.Key}'.");
    }

    public IReadOnlyList<IMeter> Meters { get; }

    public IReadOnlyList<MissingMeter> Missing { get; }

    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Looks for every meter that comes with Joulemark.</summary>
    public static MeterSet Probe(MeterHost host, IEnumerable<IMeterProvider>? providers = null)
    {
        var probes = (providers ?? BuiltIns.MeterProviders).Select(p => p.Probe(host)).ToList();
        return new MeterSet([.. probes.SelectMany(p => p.Meters)], [.. probes.SelectMany(p => p.Missing)]);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        foreach (var meter in Meters)
            meter.Dispose();
    }
}
