using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>What a reading may be, and what lies between two of them: one rule for figures and for pictures.</summary>
internal static class ReadingRules
{
    /// <summary>A device does not draw more than this multiple of its own maximum.</summary>
    public const double PlausibleMultiple = 2;

    /// <summary>False for missing, negative and blank readings, and for powers that the device cannot draw.</summary>
    public static bool IsGood(Channel channel, double? reading) =>
        reading is { } value && double.IsFinite(value) && value >= 0
        && !(channel.Reading == ReadingKind.Power && value > PlausibleMultiple * channel.MaxPower?.Watts);

    /// <summary>
    /// Joules between two good readings of a counter, wraps followed; null when they do not belong together: a fall of a
    /// counter that cannot wrap, or more energy than the device can have drawn, is a reset.
    /// </summary>
    public static double? CounterStep(Channel channel, double before, double now, double seconds)
    {
        var joules = now - before;
        if (joules < 0)
            joules += channel.WrapsAt?.Joules ?? double.NaN;

        // A counter may hand over one update's worth at once, so a short step may look like more power than there is.
        var most = PlausibleMultiple * channel.MaxPower?.Watts * (seconds + Math.Max(channel.UpdatePeriodSeconds ?? 0, ShortestStep));
        return joules >= 0 && !(joules > most) ? joules : null;
    }

    /// <summary>No reading is timed better than this on a busy machine, so no step is judged as if it were shorter.</summary>
    private const double ShortestStep = 0.1;
}
