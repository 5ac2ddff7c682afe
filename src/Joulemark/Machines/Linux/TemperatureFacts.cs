using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>How warm the CPUs are: the highest that their own sensors say.</summary>
internal static class TemperatureFacts
{
    private const string Key = "temperature.cpu-c";
    private static readonly string[] Drivers = ["coretemp", "k10temp", "zenpower"];

    public static void Capture(FactList facts, HostPaths paths)
    {
        var hwmon = Path.Combine(paths.Sysfs, "class/hwmon");
        try
        {
            var readings = Directory.EnumerateDirectories(hwmon).Where(d => Drivers.Contains(SysfsText.Read(d, "name"), StringComparer.Ordinal)).SelectMany(Readings).ToList();
            if (readings.Count > 0)
                facts.Add(Key, readings.Max(), Path.Combine(hwmon, "*/temp*_input"));
            else
                facts.Unknown(Key, hwmon, $"no sensor of {string.Join(", ", Drivers)} gives one");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            facts.Unknown(Key, hwmon, e is DirectoryNotFoundException ? "it is not there" : e.Message);
        }
    }

    /// <summary>A chip's readings in °C. AMD's Tctl is for the fan and may be raised: it counts only where there is no other.</summary>
    private static IEnumerable<double> Readings(string chip)
    {
        var inputs = Directory.EnumerateFiles(chip, "temp*_input").Where(f => Celsius(f) is not null).ToLookup(f => SysfsText.Read(f.Replace("_input", "_label", StringComparison.Ordinal)) == "Tctl");
        return (inputs[false].Any() ? inputs[false] : inputs[true]).Select(f => Celsius(f)!.Value);
    }

    private static double? Celsius(string input) =>
        int.TryParse(SysfsText.Read(input), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milli) && milli is > -50_000 and < 200_000 and not 0 ? milli / 1000.0 : null;
}
