namespace Joulemark.Machines.Nvidia;

/// <summary>NVIDIA's GPUs as the PCI bus shows them, driver or not.</summary>
internal static class NvidiaBoards
{
    private const string NvidiaVendor = "0x10de";
    private const string DisplayClass = "0x03";

    /// <summary>Their places on the bus, e.g. <c>0000:41:00.0</c>; none where the bus cannot be seen.</summary>
    public static IReadOnlyList<string> Addresses(string sysfs)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(Path.Combine(sysfs, "bus/pci/devices"))
                .Where(d => StartsWith(d, "vendor", NvidiaVendor) && StartsWith(d, "class", DisplayClass))
                .Select(d => Path.GetFileName(d))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool StartsWith(string device, string file, string prefix) =>
        File.ReadAllText(Path.Combine(device, file)).StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
