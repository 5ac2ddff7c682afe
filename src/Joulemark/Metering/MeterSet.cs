using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>Every meter found on this machine, and what was not found.</summary>
internal sealed class MeterSet : IDisposable
{
    private readonly HashSet<IMeter> _left = [];
    private int _disposed;

    private MeterSet(IReadOnlyList<IMeter> meters, IReadOnlyList<MissingMeter> missing, IReadOnlyList<SilentSource> silent)
    {
        Meters = meters;
        Missing = missing;
        Silent = silent;
        Channels = [.. meters.SelectMany(m => m.Channels)];
        var twice = Channels.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            Dispose();
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM2013", DiagnosticSeverity.Error,
                $"{twice.Count()} channels are called '{twice.Key}', of {string.Join(" and ", twice.Select(c => c.Source).Distinct(StringComparer.Ordinal))}",
                "Name a source once only, and give mapped channels names of their own: 'channel' in a meter file's map, where {label} is filled in."));
        }
    }

    public IReadOnlyList<IMeter> Meters { get; }

    public IReadOnlyList<MissingMeter> Missing { get; }

    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Sources that the user named and that give nothing to read.</summary>
    public IReadOnlyList<SilentSource> Silent { get; }

    /// <summary>Looks for every meter that comes with Joulemark.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: two channels have one name.</exception>
    public static MeterSet Probe(MeterHost host, IEnumerable<IMeterProvider>? providers = null)
    {
        var probes = (providers ?? BuiltIns.MeterProviders).Select(p => p.Probe(host)).ToList();
        List<IMeter> meters = [.. probes.SelectMany(p => p.Meters)];
        List<MissingMeter> missing = [.. probes.SelectMany(p => p.Missing)];
        missing.AddRange([.. UnknownGpus.Of([.. meters.SelectMany(m => m.Channels)], missing, host.Sources, [.. probes.SelectMany(p => p.Described)])]);
        return new MeterSet(meters, missing, [.. probes.SelectMany(p => p.Silent)]);
    }

    /// <summary>
    /// Leaves meters as they are when the others are disposed: a reading is still inside, and to close a vendor's library
    /// under it would end the process.
    /// </summary>
    public void Leave(IEnumerable<IMeter> meters) => _left.UnionWith(meters);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        foreach (var meter in Meters.Where(m => !_left.Contains(m)))
            meter.Dispose();
    }
}
