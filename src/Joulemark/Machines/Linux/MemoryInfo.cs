using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>The memory this system sees.</summary>
internal static class MemoryInfo
{
    /// <summary>Total memory in bytes; null where unreadable.</summary>
    public static long? TotalBytes(HostPaths paths)
    {
        try
        {
            var line = File.ReadLines(Path.Combine(paths.Procfs, "meminfo")).FirstOrDefault(l => l.StartsWith("MemTotal:", StringComparison.Ordinal));
            return line is null ? null
                : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
