namespace Joulemark.Metering.Hwmon;

/// <summary>Sensors behind a slow bus (USB, or IPMI behind ACPI): a reading takes tens of milliseconds and may wait for seconds.</summary>
internal static class SlowMeter
{
    /// <summary>Seconds between readings.</summary>
    public const double PeriodSeconds = 1;
}
