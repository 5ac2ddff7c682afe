namespace Joulemark.Metering.Nvml;

/// <summary>NVIDIA's GPUs as the PCI bus shows them, driver or not.</summary>
internal static class NvidiaBoards
{
    private const string NvidiaVendor = "0x10de";
    private const string DisplayClass = "0x03";

    /// <summary>How many there are; 0 where the bus cannot be seen.</summary>
    public static int Count(string sysfs)
    {
        try
        {
            return Directory.EnumerateDirectories(Path.Combine(sysfs, "bus/pci/devices")).Count(d =>
                StartsWith(d, "vendor", NvidiaVendor) && StartsWith(d, "class", DisplayClass));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static bool StartsWith(string device, string file, string prefix) =>
        File.ReadAllText(Path.Combine(device, file)).StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
