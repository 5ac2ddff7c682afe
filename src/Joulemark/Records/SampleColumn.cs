using Joulemark.Metrology;

namespace Joulemark.Records;

/// <summary>The samples of one channel as they came: two arrays instead of a record each.</summary>
/// <param name="channel">Name of the channel.</param>
internal sealed class SampleColumn(string channel)
{
    private SampleColumn? _ordered;

    /// <summary>Name of the channel.</summary>
    public string Channel => channel;

    /// <summary>Moments in nanoseconds.</summary>
    public List<long> Times { get; } = [];

    /// <summary>Readings at those moments; NaN where missing.</summary>
    public List<double> Readings { get; } = [];

    /// <summary>False where a sample came after one that was taken later.</summary>
    public bool IsInOrder { get; private set; } = true;

    /// <summary>The sample at a place.</summary>
    public MeterSample this[int place] => new(new Timestamp(Times[place]), channel, double.IsNaN(Readings[place]) ? null : Readings[place]);

    /// <summary>Takes a sample in.</summary>
    public void Add(long nanoseconds, double reading)
    {
        IsInOrder &= Times.Count == 0 || Times[^1] <= nanoseconds;
        Times.Add(nanoseconds);
        Readings.Add(reading);
    }

    /// <summary>
    /// This column where it is in order, else one that is; samples of one moment stay as they came. Two readers (the regular
    /// sweep and one at an edge) swap places by microseconds, so that a sample is put in near the end.
    /// </summary>
    public SampleColumn InOrder()
    {
        if (IsInOrder)
            return this;
        if (_ordered is not null)
            return _ordered;
        var ordered = new SampleColumn(channel);
        for (var i = 0; i < Times.Count; i++)
        {
            var at = ordered.Times.Count;
            while (at > 0 && ordered.Times[at - 1] > Times[i])
                at--;
            ordered.Times.Insert(at, Times[i]);
            ordered.Readings.Insert(at, Readings[i]);
        }

        return _ordered = ordered;
    }
}
