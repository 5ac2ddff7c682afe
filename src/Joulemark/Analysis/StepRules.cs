using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>What may lie between two readings of a counter: one rule for figures and for pictures.</summary>
/// <param name="channel">The counter.</param>
internal readonly struct StepRules(Channel channel)
{
    /// <summary>No reading is timed better than this on a busy machine, so no step is judged as if it were shorter.</summary>
    private const double ShortestStep = 0.1;

    private readonly double? _mostWatts = ReadingRules.PlausibleMultiple * PowerBounds.Of(channel)?.Watts;
    private readonly double _wrap = channel.WrapsAt?.Joules ?? double.NaN;
    private readonly double _slack = Math.Max(channel.UpdatePeriodSeconds ?? 0, ShortestStep);

    /// <summary>
    /// Joules between two good readings, wraps followed; null when they do not belong together: a fall of a counter that
    /// cannot wrap, or more energy than the device can have drawn, is a reset.
    /// </summary>
    public double? Step(double before, double now, double seconds)
    {
        var joules = now - before;
        if (joules < 0)
            joules += _wrap;
        return joules >= 0 && !(joules > MostJoules(seconds)) ? joules : null;
    }

    /// <summary>
    /// Most joules that the counter may gain in a time; null when the device's maximum is unknown. It may hand over one
    /// update's worth at once, so a short step may look like more power than there is.
    /// </summary>
    public double? MostJoules(double seconds) => _mostWatts * (seconds + _slack);
}
