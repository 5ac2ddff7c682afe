using Joulemark.Records;

namespace Joulemark.Metering.Rapl;

/// <summary>All RAPL counters of the machine, read one after the other without allocating.</summary>
internal sealed class RaplMeter : IMeter
{
    private readonly RaplCounter[] _counters;

    /// <param name="channels">One channel per counter.</param>
    /// <param name="counters">Open counters; this meter closes them.</param>
    public RaplMeter(IReadOnlyList<Channel> channels, IEnumerable<RaplCounter> counters)
    {
        Channels = channels;
        _counters = [.. counters];
    }

    public IReadOnlyList<Channel> Channels { get; }

    public void Read(Span<double?> readings)
    {
        for (var i = 0; i < _counters.Length; i++)
            readings[i] = _counters[i].ReadJoules();
    }

    public void Dispose()
    {
        foreach (var counter in _counters)
            counter.Dispose();
    }
}
