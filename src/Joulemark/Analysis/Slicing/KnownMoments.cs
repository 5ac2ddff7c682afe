using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Slicing;

/// <summary>
/// The moments at which a sensor's joules are known: its readings, and of a counter that moves seldom those that show a new
/// value. Between them it is not known when the joules were used. Some of those values are known to have been new when they were
/// read: another had been read just before, or they then stood for about a period. So it is where a counter is read just when it moves.
/// </summary>
internal sealed class KnownMoments
{
    private const double Sharp = 0.25; // of a period: a moment whose joules are no older
    private const double LongestStand = 1.25; // periods: a counter that stands longer does not keep its pace

    private readonly ChannelSeries _series;
    private readonly bool _movesSeldom;
    private readonly bool _sharpens;

    /// <summary>The moments of a channel.</summary>
    /// <param name="series">Its samples.</param>
    /// <param name="sampleRate">Readings a second.</param>
    /// <param name="isAlone">True where all other joules that are counted are new whenever they are read.</param>
    public KnownMoments(ChannelSeries series, double sampleRate, bool isAlone)
    {
        var channel = series.Channel;
        _series = series;
        Period = Math.Max(channel.UpdatePeriodSeconds ?? 0, channel.AveragingSeconds ?? 0);
        _movesSeldom = channel is { Reading: ReadingKind.EnergyCounter, Provenance: Provenance.Counter, UpdatePeriodSeconds: > SlowCounter.FasterNeedsNothing };
        Age = TimeSpan.FromSeconds(channel.Reading == ReadingKind.Power ? (channel.UpdatePeriodSeconds ?? 0) + (channel.AveragingSeconds ?? 0)
            : _movesSeldom ? Math.Min(Period, EnergyIntegrator.ReadingPeriod(channel, sampleRate))
            : Period);
        _sharpens = isAlone && _movesSeldom && Age.TotalSeconds > Sharp * Period;
        AveragedShare = channel is { Reading: ReadingKind.Power, AveragingSeconds: > 0 and var averaging } ? averaging / Age.TotalSeconds : 0;
    }

    /// <summary>Seconds between two updates, or that one averages over.</summary>
    public double Period { get; }

    /// <summary>How long before such a moment the newest of the joules that it shows may have been used: between 0 and this nobody knows.</summary>
    public TimeSpan Age { get; }

    /// <summary>The share of that time which a power is the mean of; 0 for a counter.</summary>
    public double AveragedShare { get; }

    /// <summary>The nearest such moment at or after another one; null where there is none.</summary>
    public Timestamp? After(Timestamp time) => Around(time - TimeSpan.FromTicks(1)).After;

    /// <summary>The nearest such moment at or before another one; null where there is none.</summary>
    public Timestamp? Before(Timestamp time) => Around(time).Before;

    /// <summary>The nearest such moment to another one whose joules are known to be new, or where none is within reach the nearest; null where there is none.</summary>
    public Timestamp? Near(Timestamp time, TimeSpan reach) => NearestSharp(time, reach) ?? Around(time) switch
    {
        ({ } before, { } after) => time - before <= after - time ? before : after,
        var (before, after) => before ?? after,
    };

    /// <summary>The age that the newest of the joules have at most which are known at such a moment.</summary>
    public TimeSpan AgeAt(Timestamp moment) =>
        _sharpens && ValueAt(moment) is >= 0 and var value && _series.Time(_series.FirstReadings[value]) == moment ? SharpAge(value) ?? Age : Age;

    private Timestamp? NearestSharp(Timestamp time, TimeSpan reach)
    {
        Timestamp? nearest = null;
        if (!_sharpens)
            return nearest;
        var firsts = _series.FirstReadings;
        for (var value = ValueAt(time - reach) + 1; value < firsts.Length && _series.Time(firsts[value]) is var moment && moment <= time + reach; value++)
        {
            if (SharpAge(value) is not null && (nearest is not { } other || (moment - time).Duration() < (other - time).Duration()))
                nearest = moment;
        }

        return nearest;
    }

    /// <summary>How old a value can be at its first reading, where that is little: it is newer than the reading before, and so new that it could stand as long as it did.</summary>
    private TimeSpan? SharpAge(int value)
    {
        var firsts = _series.FirstReadings;
        if (value == 0 || value + 1 >= firsts.Length)
            return null;
        var good = new GoodReadings(_series);
        var age = good.Seconds(good.Before(firsts[value]), firsts[value]);
        if (good.Seconds(firsts[value], good.Before(firsts[value + 1])) is var stood && stood <= LongestStand * Period)
            age = Math.Min(age, Math.Max(0, Period - stood));
        return age <= Sharp * Period ? TimeSpan.FromSeconds(age) : null;
    }

    /// <summary>Number of the value that a counter shows at a moment; −1 before the first.</summary>
    private int ValueAt(Timestamp time)
    {
        var found = _series.FirstReadings.BinarySearch(_series.LastAtOrBefore(time));
        return found < 0 ? ~found - 1 : found;
    }

    private (Timestamp? Before, Timestamp? After) Around(Timestamp time)
    {
        var good = new GoodReadings(_series);
        var at = _series.LastAtOrBefore(time);
        int before, after;
        if (_movesSeldom)
        {
            var firsts = _series.FirstReadings;
            var value = ValueAt(time);
            (before, after) = (value < 0 ? -1 : firsts[value], value + 1 < firsts.Length ? firsts[value + 1] : -1);
        }
        else
        {
            (before, after) = (good.Before(at + 1), good.After(at));
        }

        return (before < 0 ? null : _series.Time(before), after < 0 ? null : _series.Time(after));
    }
}
