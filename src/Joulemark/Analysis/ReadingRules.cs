using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>What a reading may be, and what lies between two of them: one rule for figures and for pictures.</summary>
internal static class ReadingRules
{
    /// <summary>A device does not draw more than this multiple of its own maximum.</summary>
    public const double PlausibleMultiple = 2;

    /// <summary>No reading is timed better than this on a busy machine, so no step is judged as if it were shorter.</summary>
    private const double ShortestStep = 0.1;

    /// <summary>False for missing, negative and blank readings, and for powers that the device cannot draw.</summary>
    public static bool IsGood(Channel channel, double? reading) =>
        reading is { } value && (channel.Reading == ReadingKind.Indicator ? double.IsFinite(value) : value >= 0 && value <= Largest(channel));

    /// <summary>Largest good reading.</summary>
    public static double Largest(Channel channel) =>
        channel.Reading == ReadingKind.Power && PowerBounds.Of(channel) is { } most ? PlausibleMultiple * most.Watts : double.MaxValue;

    /// <summary>
    /// Joules between two good readings of a counter, wraps followed; null when they do not belong together: a fall of a
    /// counter that cannot wrap, or more energy than the device can have drawn, is a reset.
    /// </summary>
    public static double? CounterStep(Channel channel, double before, double now, double seconds)
    {
        var joules = now - before;
        if (joules < 0)
            joules += channel.WrapsAt?.Joules ?? double.NaN;
        return joules >= 0 && !(joules > MostJoules(channel, seconds)) ? joules : null;
    }

    /// <summary>
    /// Most joules that a counter may gain in a time; null when the device's maximum is unknown. A counter may hand over one
    /// update's worth at once, so a short step may look like more power than there is.
    /// </summary>
    public static double? MostJoules(Channel channel, double seconds) =>
        PlausibleMultiple * PowerBounds.Of(channel)?.Watts * (seconds + Math.Max(channel.UpdatePeriodSeconds ?? 0, ShortestStep));
}
