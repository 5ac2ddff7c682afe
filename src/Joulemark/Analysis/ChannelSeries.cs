using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>One channel's samples in time order.</summary>
internal sealed class ChannelSeries(Channel channel)
{
    private readonly List<Timestamp> _times = [];
    private readonly List<double?> _readings = [];

    public Channel Channel { get; } = channel;

    public int Count => _times.Count;

    public Timestamp Time(int index) => _times[index];

    public double? Reading(int index) => _readings[index];

    public void Add(Timestamp time, double? reading)
    {
        // Two readers (the regular sweep and one at an edge) may swap places by microseconds; order is kept here.
        var at = _times.Count;
        while (at > 0 && _times[at - 1] > time)
            at--;
        _times.Insert(at, time);
        _readings.Insert(at, reading);
    }

    /// <summary>Index of the last sample at or before a moment; −1 when there is none.</summary>
    public int LastAtOrBefore(Timestamp time)
    {
        var at = _times.BinarySearch(time);
        if (at < 0)
            return ~at - 1;
        while (at + 1 < _times.Count && _times[at + 1] == time)
            at++;
        return at;
    }

    /// <summary>Forgets samples long past, so that memory stays flat on a long run; the last one before the moment stays.</summary>
    public void ForgetBefore(Timestamp time)
    {
        var keepFrom = LastAtOrBefore(time);
        if (keepFrom > 0)
        {
            _times.RemoveRange(0, keepFrom);
            _readings.RemoveRange(0, keepFrom);
        }
    }

    /// <summary>Series of all channels from a stream of samples; samples of unknown channels are left out.</summary>
    public static Dictionary<string, ChannelSeries> Collect(IEnumerable<Channel> channels, IEnumerable<MeterSample> samples)
    {
        var series = channels.Where(c => c.Reading != ReadingKind.Indicator).ToDictionary(c => c.Name, c => new ChannelSeries(c), StringComparer.Ordinal);
        foreach (var sample in samples)
        {
            if (series.TryGetValue(sample.Channel, out var of))
                of.Add(sample.Time, sample.Reading);
        }

        return series;
    }
}
