namespace Joulemark.Metering.Exporters;

/// <summary>Names on the page that <c>joulemark meters --serve</c> gives, for the side that writes it and the side that reads it.</summary>
internal static class OwnMetrics
{
    public const string Info = "joulemark_channel_info";
    public const string Missing = "joulemark_missing_info";
    public const string Energy = "joulemark_energy_joules_total";
    public const string Power = "joulemark_power_watts";
    public const string Indicator = "joulemark_indicator";
    public const string Clock = "joulemark_clock_seconds";
}
