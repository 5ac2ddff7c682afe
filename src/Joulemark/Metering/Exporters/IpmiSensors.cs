namespace Joulemark.Metering.Exporters;

/// <summary>
/// Which of a BMC's power sensors is the whole machine's input. ipmi_exporter gives each by the name that the vendor chose, and
/// most of them are a supply, a CPU or a fan: only names that say the whole are taken for it.
/// </summary>
internal static class IpmiSensors
{
    /// <summary>Names of the whole, letters and digits only.</summary>
    private static readonly HashSet<string> Totals = new(StringComparer.Ordinal)
    {
        "pwrconsumption", // Dell
        "sysinputpower", "systeminputpower", "sysinputpwr", "systeminputpwr",
        "inputpower", "inputpwr", "totalinputpower", "totalinputpwr", "inputpowertotal",
        "syspower", "systempower", "syspwr", "systempwr", // Lenovo, Gigabyte
        "totalpower", "totalpwr", "powertotal", "pwrtotal", // Asus, Inspur
        "systotalpower", "systemtotalpower", "totalsyspower", "totalsystempower",
        "syspowerconsumption", "systempowerconsumption", "totalpowerconsumption",
    };

    /// <summary>True for a sensor of the machine's input.</summary>
    public static bool IsTotal(MetricSample sample) => Totals.Contains(string.Concat((sample.Labels.GetValueOrDefault("name") ?? "").Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant());

    /// <summary>True for every other sensor.</summary>
    public static bool IsPart(MetricSample sample) => !IsTotal(sample);
}
