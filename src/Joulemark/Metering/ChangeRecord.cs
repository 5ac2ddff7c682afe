using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Metering;

/// <summary>
/// Finds from the data how often a channel's value changes. It keeps the latest changes only, so that its memory stays
/// flat however long the run is.
/// </summary>
internal sealed class ChangeRecord
{
    private const int Latest = 256;
    private const int FewestChanges = 5;

    /// <summary>Share of looks that found a change beyond which the looks, not the sensor, set the pace.</summary>
    private const double AlmostEvery = 0.8;

    private readonly Queue<double> _intervals = new();
    private double? _value;
    private Timestamp _changed;
    private bool _hasChanged;
    private long _looks;

    /// <summary>Changes seen so far.</summary>
    public int Changes { get; private set; }

    /// <summary>Takes a reading; missing ones say nothing.</summary>
    public void Add(Timestamp time, double? reading)
    {
        if (reading is not { } value)
            return;
        _looks++;
        if (_value is { } last && !last.Equals(value))
        {
            Changes++;
            if (_hasChanged)
                _intervals.Enqueue((time - _changed).TotalSeconds);
            if (_intervals.Count > Latest)
                _intervals.Dequeue();
            (_changed, _hasChanged) = (time, true);
        }

        _value = value;
    }

    /// <summary>What was found of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="readSeconds">Time of one reading; null where it was not measured.</param>
    public ChannelCalibration Describe(Channel channel, double? readSeconds = null)
    {
        var intervals = _intervals.Order().ToList();

        // A power that comes out the same twice hides an update, which makes some intervals too long: look at the short ones.
        var quantile = channel.Reading == ReadingKind.EnergyCounter ? 0.5 : 0.25;
        return new ChannelCalibration
        {
            Channel = channel.Name,
            UpdatePeriodSeconds = intervals.Count >= FewestChanges ? Quantiles.At(intervals, quantile) : null,
            AtMost = Changes >= AlmostEvery * (_looks - 1),
            Changes = Changes,
            ReadSeconds = readSeconds,
        };
    }
}
