using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>
/// Joules of one channel since the start of an unbroken stretch of readings. Energy, not power, is what may be interpolated:
/// the mean power of a step is then a difference, whatever the moments of the readings were.
/// </summary>
internal sealed class EnergyCurve
{
    private readonly List<(long Nanoseconds, double Joules, int Stretch)> _points;

    private EnergyCurve(int readings) => _points = new(readings);

    /// <summary>The curve of a channel. Missing readings, resets, implausible steps and long silences break it.</summary>
    public static EnergyCurve Of(ChannelSeries series, TimeSpan gapLimit)
    {
        var curve = new EnergyCurve(series.Count);
        var (stretch, rules) = (0, new StepRules(series.Channel));
        (Timestamp Time, double Value)? last = null;
        for (var i = 0; i < series.Count; i++)
        {
            var time = series.Time(i);
            if (series.Reading(i) is not { } value || !ReadingRules.IsGood(series.Channel, value))
            {
                last = null;
                continue;
            }

            var step = last is { } before && time - before.Time <= gapLimit
                ? Step(series.Channel, rules, before.Value, value, (time - before.Time).TotalSeconds) : null;
            if (step is null)
                stretch++;
            curve._points.Add((time.Nanoseconds, step is null ? 0 : curve._points[^1].Joules + step.Value, stretch));
            last = (time, value);
        }

        return curve;
    }

    /// <summary>Mean power between two moments; null when the readings do not cover it without a break.</summary>
    public double? MeanWatts(long start, long end)
    {
        var (from, to) = (IndexAtOrBefore(start), IndexAtOrBefore(end));
        if (from < 0)
            return null;
        var whole = _points[to].Nanoseconds == end || (to + 1 < _points.Count && _points[to + 1].Stretch == _points[from].Stretch);
        return whole && _points[from].Stretch == _points[to].Stretch ? (At(to, end) - At(from, start)) / ((end - start) / 1e9) : null;
    }

    /// <summary>Joules between two readings; null when they do not belong together.</summary>
    private static double? Step(Channel channel, in StepRules rules, double before, double now, double seconds) =>
        channel.Reading == ReadingKind.Power ? (before + now) / 2 * seconds : rules.Step(before, now, seconds);

    private double At(int index, long time)
    {
        var (t0, joules, _) = _points[index];
        if (t0 == time)
            return joules;
        var (t1, next, _) = _points[index + 1];
        return joules + ((next - joules) * (time - t0) / (t1 - t0));
    }

    private int IndexAtOrBefore(long time)
    {
        var (low, high) = (0, _points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_points[middle].Nanoseconds <= time)
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }
}
