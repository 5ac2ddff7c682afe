using System.Globalization;
using System.Text.RegularExpressions;
using Joulemark.Machines;
using Joulemark.Machines.Linux;

namespace Joulemark.Metering.Hwmon;

/// <summary>One chip of the kernel's hardware monitoring class: <c>class/hwmon/hwmonN</c>.</summary>
/// <param name="Directory">Its directory.</param>
/// <param name="Name">The name that its driver gives it, e.g. <c>amdgpu</c>.</param>
/// <param name="Number">The N, in the order in which the kernel found it at this boot.</param>
internal sealed partial record HwmonChip(string Directory, string Name, int Number)
{
    private const string Prefix = "hwmon";

    /// <summary>The address of the PCI device that it sits on, e.g. <c>0000:03:00.0</c>; null for another bus.</summary>
    public string? PciAddress =>
        new DirectoryInfo(DeviceDirectory).LinkTarget is { } target && Path.GetFileName(target) is { } last && PciName().IsMatch(last) ? last : null;

    /// <summary>The device's directory, which belongs to its bus.</summary>
    public string DeviceDirectory => Path.Combine(Directory, "device");

    /// <summary>The PCI device's id, e.g. <c>0x74a1</c>; null for another bus.</summary>
    public string? PciDevice => SysfsText.Read(DeviceDirectory, "device");

    /// <summary>Its sensors of power and energy, in the order of their names.</summary>
    public IReadOnlyList<HwmonSensor> Sensors =>
        SensorsIn(Directory) is { Count: > 0 } own ? own : SensorsIn(DeviceDirectory);

    /// <summary>
    /// What an attribute says; null where there is none. Drivers of the older style, the ACPI power meter among them, have
    /// their attributes with the device.
    /// </summary>
    public string? Read(string attribute) => SysfsText.Read(Directory, attribute) ?? SysfsText.Read(DeviceDirectory, attribute);

    /// <summary>Whether the driver shows an attribute, readable or not.</summary>
    public bool Has(string attribute) => File.Exists(Path.Combine(Directory, attribute));

    /// <summary>A number above 0 in millionths, e.g. microwatts; null where there is none.</summary>
    public double? ReadMicro(string attribute) =>
        (SysfsText.ReadPositive(Directory, attribute) ?? SysfsText.ReadPositive(DeviceDirectory, attribute)) / 1e6;

    /// <summary>Every chip with a name, in order.</summary>
    public static IReadOnlyList<HwmonChip> List(HostPaths paths)
    {
        try
        {
            return [.. System.IO.Directory.EnumerateFileSystemEntries(Path.Combine(paths.Sysfs, "class/hwmon")).Select(Parse).OfType<HwmonChip>().OrderBy(c => c.Number)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static HwmonChip? Parse(string directory)
    {
        var entry = Path.GetFileName(directory);
        return entry.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(entry.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (SysfsText.Read(directory, "name") ?? SysfsText.Read(directory, "device/name")) is { } name
            ? new HwmonChip(directory, name, number) : null;
    }

    private static List<HwmonSensor> SensorsIn(string directory)
    {
        try
        {
            return [.. System.IO.Directory.EnumerateFileSystemEntries(directory)
                .Select(f => (File: f, Sensor: HwmonSensor.Parse(f))).Where(f => f.Sensor is not null)
                .GroupBy(f => f.Sensor!.Value.Name, StringComparer.Ordinal)
                .Select(g => g.OrderByDescending(f => f.Sensor!.Value.Average).First())
                .Select(f => new HwmonSensor(f.Sensor!.Value.Name, f.Sensor.Value.Reading, f.File, SysfsText.Read(directory, $"{f.Sensor.Value.Name}_label")))
                .OrderBy(s => s.Reading).ThenBy(s => s.Number)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PciName();
}
