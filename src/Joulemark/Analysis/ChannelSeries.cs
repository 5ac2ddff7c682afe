using System.Runtime.InteropServices;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>One channel's samples in time order.</summary>
/// <param name="channel">The channel.</param>
/// <param name="column">Its samples, which are looked at where they lie; none to begin with where it is null.</param>
internal sealed class ChannelSeries(Channel channel, SampleColumn? column = null)
{
    private readonly List<long> _times = column?.Times ?? [];
    private readonly List<double> _readings = column?.Readings ?? []; // NaN where missing
    private int[]? _firsts;

    public Channel Channel { get; private set; } = channel;

    public int Count => _times.Count;

    /// <summary>Moments of the samples in nanoseconds.</summary>
    public ReadOnlySpan<long> Times => CollectionsMarshal.AsSpan(_times);

    /// <summary>Readings at those moments; NaN where missing.</summary>
    public ReadOnlySpan<double> Readings => CollectionsMarshal.AsSpan(_readings);

    /// <summary>The first good reading of each value that a counter had, in time order. Looked for once, until the series changes.</summary>
    public ReadOnlySpan<int> FirstReadings => _firsts ??= FindFirstReadings();

    public Timestamp Time(int index) => new(_times[index]);

    public double? Reading(int index) => double.IsNaN(_readings[index]) ? null : _readings[index];

    /// <summary>Takes over what has been found out about the channel since.</summary>
    public void Know(Channel channel) => (Channel, _firsts) = (channel, null);

    public void Add(Timestamp time, double? reading)
    {
        // Two readers (the regular sweep and one at an edge) may swap places by microseconds; order is kept here.
        var at = _times.Count;
        while (at > 0 && _times[at - 1] > time.Nanoseconds)
            at--;
        _times.Insert(at, time.Nanoseconds);
        _readings.Insert(at, reading ?? double.NaN);
        _firsts = null;
    }

    /// <summary>Index of the last sample at or before a moment; −1 when there is none.</summary>
    public int LastAtOrBefore(Timestamp time)
    {
        var times = Times;
        var (from, to) = (0, Count);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            if (times[middle] <= time.Nanoseconds)
                from = middle + 1;
            else
                to = middle;
        }

        return from - 1;
    }

    /// <summary>Forgets samples long past, so that memory stays flat on a long run; the last one before the moment stays.</summary>
    public void ForgetBefore(Timestamp time)
    {
        var keepFrom = LastAtOrBefore(time);
        if (keepFrom > 0)
        {
            _times.RemoveRange(0, keepFrom);
            _readings.RemoveRange(0, keepFrom);
            _firsts = null;
        }
    }

    /// <summary>Series of all energies and powers; samples of unknown channels are left out.</summary>
    public static Dictionary<string, ChannelSeries> Collect(IEnumerable<Channel> channels, IEnumerable<MeterSample> samples) =>
        Of(channels.Where(c => c.Reading != ReadingKind.Indicator), samples);

    private int[] FindFirstReadings()
    {
        var good = new GoodReadings(this);
        var firsts = new List<int>();
        for (int before = -1, reading = good.After(-1); reading >= 0; before = reading, reading = good.After(reading))
        {
            if (before < 0 || good.Value(reading) != good.Value(before))
                firsts.Add(reading);
        }

        return [.. firsts];
    }

    /// <summary>Series of some channels, empty for those without samples.</summary>
    public static Dictionary<string, ChannelSeries> Of(IEnumerable<Channel> channels, IEnumerable<MeterSample> samples)
    {
        var table = SampleTable.Of(samples);
        return channels.ToDictionary(c => c.Name, c => new ChannelSeries(c, table.Column(c.Name)), StringComparer.Ordinal);
    }
}
