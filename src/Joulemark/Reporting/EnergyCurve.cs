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
    private const double PlausibleMultiple = 2;
    private readonly List<(long Nanoseconds, double Joules, int Stretch)> _points = [];

    private EnergyCurve()
    {
    }

    /// <summary>The curve of a channel. Missing readings, resets, implausible steps and long silences break it.</summary>
    public static EnergyCurve Of(ChannelSeries series, TimeSpan gapLimit)
    {
        var curve = new EnergyCurve();
        var stretch = 0;
        (Timestamp Time, double Value)? last = null;
        for (var i = 0; i < series.Count; i++)
        {
            var time = series.Time(i);
            if (!IsGood(series.Channel, series.Reading(i), out var value))
            {
                last = null;
                continue;
            }

            var step = last is { } before && time - before.Time <= gapLimit
                ? Step(series.Channel, before.Value, value, (time - before.Time).TotalSeconds) : null;
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

    private static bool IsGood(Channel channel, double? reading, out double value)
    {
        value = reading ?? double.NaN;
        return double.IsFinite(value) && value >= 0
            && !(channel.Reading == ReadingKind.Power && value > PlausibleMultiple * channel.MaxPower?.Watts);
    }

    /// <summary>Joules between two readings; null when they do not belong together.</summary>
    private static double? Step(Channel channel, double before, double now, double seconds)
    {
        if (channel.Reading == ReadingKind.Power)
            return (before + now) / 2 * seconds;
        var joules = now - before;
        if (joules < 0)
            joules += channel.WrapsAt?.Joules ?? double.NaN;

        // A counter may hand over one update's worth at once, so a short step may look like more power than there is.
        var most = PlausibleMultiple * channel.MaxPower?.Watts * (seconds + (channel.UpdatePeriodSeconds ?? 0));
        return double.IsNaN(joules) || joules < 0 || joules > most ? null : joules;
    }

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
