using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>Turns what an exporter says into a reading, or into nothing where it stands for "no value".</summary>
internal static class Readings
{
    // What NVIDIA's data centre tools fill in: 2^47 and the next few for doubles, and the top of the range for 64 bits.
    private const double FirstDoubleBlank = 140737488355328;
    private const double LastDoubleBlank = FirstDoubleBlank + 15;
    private const double FirstInt64Blank = 9223372036854775792;

    /// <summary>No device has run at full power for ten years without its counter starting again.</summary>
    private const double TenYears = 10 * 365.25 * 86400;
    private const double PlausibleMultiple = 2;

    /// <summary>Joules or watts; null for NaN, infinities, negative values, blanks, and what no device can say.</summary>
    public static double? Clean(double value, MetricRule rule)
    {
        if (rule.Mapping.Reading == ReadingKind.Indicator)
            return double.IsFinite(value) ? value * rule.Mapping.Scale : null;
        if (!double.IsFinite(value) || value is < 0 or >= FirstInt64Blank or (>= FirstDoubleBlank and <= LastDoubleBlank))
            return null;
        var mapping = rule.Mapping;
        var reading = value * mapping.Scale;
        var most = PlausibleMultiple * mapping.MaxPower?.Watts * (mapping.Reading == ReadingKind.EnergyCounter ? TenYears : 1);
        return reading > most || (reading == 0 && rule.ZeroIsBlank) ? null : reading;
    }
}
