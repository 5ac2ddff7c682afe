using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>
/// Joules of one channel since the start of an unbroken stretch of readings, walked along from moment to later moment. Energy, not
/// power, is what may be interpolated: the mean power of a step is then a difference, whatever the moments of the readings were.
/// Missing readings, resets, implausible steps and long silences break it.
/// </summary>
internal sealed class EnergyCurve
{
    private readonly ChannelSeries _series;
    private readonly TimeSpan _gapLimit;
    private readonly StepRules _rules;
    private int _reading = -1;
    private Point? _here; // the last at or before where the walk is
    private Point? _next;
    private Moment _at;

    private EnergyCurve(ChannelSeries series, TimeSpan gapLimit)
    {
        (_series, _gapLimit, _rules) = (series, gapLimit, new StepRules(series.Channel));
        _next = Read();
    }

    /// <summary>The curve of a channel, at a moment.</summary>
    public static EnergyCurve Of(ChannelSeries series, TimeSpan gapLimit, long start)
    {
        var curve = new EnergyCurve(series, gapLimit);
        curve._at = curve.GoTo(start);
        return curve;
    }

    /// <summary>Goes on to a later moment; mean power on the way, null when the readings do not cover it without a break.</summary>
    public double? MeanWattsUntil(long end)
    {
        var (from, to) = (_at, GoTo(end));
        _at = to;
        return to.IsCovered && from.Stretch == to.Stretch ? (to.Joules - from.Joules) / ((to.Nanoseconds - from.Nanoseconds) / 1e9) : null;
    }

    private Moment GoTo(long time)
    {
        for (; _next is { } next && next.Nanoseconds <= time; _next = Read())
            _here = next;
        if (_here is not { } here)
            return new Moment(time, -1, false, double.NaN);
        if (here.Nanoseconds == time)
            return new Moment(time, here.Stretch, true, here.Joules);
        return _next is { } later && later.Stretch == here.Stretch
            ? new Moment(time, here.Stretch, true, here.Joules + ((later.Joules - here.Joules) * (time - here.Nanoseconds) / (later.Nanoseconds - here.Nanoseconds)))
            : new Moment(time, here.Stretch, false, double.NaN);
    }

    /// <summary>The next good reading; null after the last.</summary>
    private Point? Read()
    {
        var isBroken = false;
        while (++_reading < _series.Count)
        {
            var time = _series.Time(_reading);
            if (_series.Reading(_reading) is not { } value || !ReadingRules.IsGood(_series.Channel, value))
            {
                isBroken = true;
                continue;
            }

            var step = !isBroken && _next is { } last && time - new Timestamp(last.Nanoseconds) <= _gapLimit
                ? Step(last.Value, value, (time - new Timestamp(last.Nanoseconds)).TotalSeconds) : null;
            return new Point(time.Nanoseconds, value, step is null ? 0 : _next!.Value.Joules + step.Value, (_next?.Stretch ?? 0) + (step is null ? 1 : 0));
        }

        return null;
    }

    /// <summary>Joules between two readings; null when they do not belong together.</summary>
    private double? Step(double before, double now, double seconds) =>
        _series.Channel.Reading == ReadingKind.Power ? (before + now) / 2 * seconds : _rules.Step(before, now, seconds);

    private readonly record struct Point(long Nanoseconds, double Value, double Joules, int Stretch);

    private readonly record struct Moment(long Nanoseconds, int Stretch, bool IsCovered, double Joules);
}
