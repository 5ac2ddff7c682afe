using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>What a reading may be: one rule for figures and for pictures.</summary>
internal static class ReadingRules
{
    /// <summary>A device does not draw more than this multiple of its own maximum.</summary>
    public const double PlausibleMultiple = 2;

    /// <summary>False for missing, negative and blank readings, and for powers that the device cannot draw.</summary>
    public static bool IsGood(Channel channel, double? reading) =>
        reading is { } value && (channel.Reading == ReadingKind.Indicator ? double.IsFinite(value) : value >= 0 && value <= Largest(channel));

    /// <summary>Largest good reading.</summary>
    public static double Largest(Channel channel) =>
        channel.Reading == ReadingKind.Power && PowerBounds.Of(channel) is { } most ? PlausibleMultiple * most.Watts : double.MaxValue;
}
