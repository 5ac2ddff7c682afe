using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Slicing;

/// <summary>
/// The moments at which a sensor's joules are known: its readings, and of a counter that moves seldom those that show a new
/// value. Between them it is not known when the joules were used.
/// </summary>
internal sealed class KnownMoments
{
    private readonly ChannelSeries _series;
    private readonly bool _movesSeldom;

    /// <summary>The moments of a channel.</summary>
    /// <param name="series">Its samples.</param>
    /// <param name="sampleRate">Readings a second.</param>
    public KnownMoments(ChannelSeries series, double sampleRate)
    {
        var channel = series.Channel;
        _series = series;
        Period = Math.Max(channel.UpdatePeriodSeconds ?? 0, channel.AveragingSeconds ?? 0);
        _movesSeldom = channel is { Reading: ReadingKind.EnergyCounter, Provenance: Provenance.Counter, UpdatePeriodSeconds: > SlowCounter.FasterNeedsNothing };
        Age = TimeSpan.FromSeconds(channel.Reading == ReadingKind.Power ? (channel.UpdatePeriodSeconds ?? 0) + (channel.AveragingSeconds ?? 0)
            : _movesSeldom ? Math.Min(Period, EnergyIntegrator.ReadingPeriod(channel, sampleRate))
            : Period);
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

    /// <summary>The nearest such moment to another one; null where there is none.</summary>
    public Timestamp? Near(Timestamp time) => Around(time) switch
    {
        ({ } before, { } after) => time - before <= after - time ? before : after,
        var (before, after) => before ?? after,
    };

    private (Timestamp? Before, Timestamp? After) Around(Timestamp time)
    {
        var good = new GoodReadings(_series);
        var at = _series.LastAtOrBefore(time);
        int before, after;
        if (_movesSeldom)
        {
            var firsts = _series.FirstReadings;
            var found = firsts.BinarySearch(at);
            var value = found < 0 ? ~found - 1 : found;
            (before, after) = (value < 0 ? -1 : firsts[value], value + 1 < firsts.Length ? firsts[value + 1] : -1);
        }
        else
        {
            (before, after) = (good.Before(at + 1), good.After(at));
        }

        return (before < 0 ? null : _series.Time(before), after < 0 ? null : _series.Time(after));
    }
}
