using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>Readings that are open, taken one after the other without allocating.</summary>
internal sealed class ReadingsMeter : IMeter
{
    private readonly IReading[] _readings;

    /// <param name="channels">One channel per reading.</param>
    /// <param name="readings">Open readings; this meter closes them.</param>
    public ReadingsMeter(IReadOnlyList<Channel> channels, IEnumerable<IReading> readings)
    {
        Channels = channels;
        _readings = [.. readings];
    }

    public IReadOnlyList<Channel> Channels { get; }

    public MeterPace Pace { get; init; }

    public void Read(Span<double?> readings)
    {
        for (var i = 0; i < _readings.Length; i++)
            readings[i] = _readings[i].Read();
    }

    public void Dispose()
    {
        foreach (var reading in _readings)
            reading.Dispose();
    }
}
