using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>The memory this system sees.</summary>
internal static class MemoryInfo
{
    /// <summary>Total memory in bytes; null where unreadable.</summary>
    public static long? TotalBytes(HostPaths paths) => Bytes(paths, "MemTotal:");

    /// <summary>Total swap space in bytes; null where unreadable.</summary>
    public static long? SwapBytes(HostPaths paths) => Bytes(paths, "SwapTotal:");

    /// <summary>Swap space in use in bytes; null where unreadable.</summary>
    public static long? SwapUsedBytes(HostPaths paths) => SwapBytes(paths) - Bytes(paths, "SwapFree:");

    private static long? Bytes(HostPaths paths, string name)
    {
        try
        {
            var line = File.ReadLines(Path.Combine(paths.Procfs, "meminfo")).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            return line is null ? null
                : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
