namespace Joulemark.Machines.Linux;

/// <summary>A GPU or accelerator as the PCI bus shows it, driver or not.</summary>
/// <param name="Vendor">PCI's number of its maker, e.g. <c>10de</c>.</param>
/// <param name="Device">The maker's number of the model, e.g. <c>2330</c>.</param>
internal sealed record DisplayDevice(string Vendor, string Device)
{
    private const string Display = "0x03";
    private const string Accelerator = "0x12";

    public bool IsNvidia => Vendor == "10de";

    /// <summary>AMD's or Intel's: others' display devices are a management controller's screen.</summary>
    public bool IsOther => Vendor is "1002" or "8086";

    /// <summary>Those of the bus; none where it cannot be seen.</summary>
    public static IReadOnlyList<DisplayDevice> List(HostPaths paths)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(Path.Combine(paths.Sysfs, "bus/pci/devices")).Order(StringComparer.Ordinal)
                .Where(d => SysfsText.Read(d, "class") is { } kind && (kind.StartsWith(Display, StringComparison.Ordinal) || kind.StartsWith(Accelerator, StringComparison.Ordinal)))
                .Select(d => new DisplayDevice(Number(d, "vendor"), Number(d, "device")))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary><c>8 × 10de:2330, 1 × 10de:20b0</c>.</summary>
    public static string Describe(IEnumerable<DisplayDevice> devices) =>
        string.Join(", ", devices.GroupBy(d => $"{d.Vendor}:{d.Device}", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => FormattableString.Invariant($"{g.Count()} × {g.Key}")));

    /// <summary>The fact of AMD's and Intel's, an integrated one among them.</summary>
    public static void Capture(FactList facts, HostPaths paths)
    {
        var bus = Path.Combine(paths.Sysfs, "bus/pci/devices");
        if (!Directory.Exists(bus))
            facts.Unknown("gpu.others", bus, "it is not there");
        else
            facts.Add("gpu.others", Describe(List(paths).Where(d => d.IsOther)) is { Length: > 0 } devices ? devices : "none", bus);
    }

    private static string Number(string device, string file) => SysfsText.Read(device, file)?.Replace("0x", "", StringComparison.Ordinal).ToLowerInvariant() ?? "unknown";
}
