using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>How much memory lies on the disk.</summary>
internal static class SwapUse
{
    /// <summary>Bytes in use; null where the kernel does not say.</summary>
    public static long? Bytes(HostPaths paths)
    {
        try
        {
            long? total = null, free = null;
            foreach (var line in File.ReadLines(Path.Combine(paths.Procfs, "meminfo")))
            {
                if (line.StartsWith("SwapTotal:", StringComparison.Ordinal))
                    total = Kibibytes(line);
                else if (line.StartsWith("SwapFree:", StringComparison.Ordinal))
                    free = Kibibytes(line);
            }

            return (total - free) * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static long Kibibytes(string line) =>
        long.Parse(line.AsSpan(line.IndexOf(':') + 1).Trim().TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
}
