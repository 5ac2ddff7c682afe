using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>Attributes of sysfs as text: one short line each.</summary>
internal static class SysfsText
{
    /// <summary>What a file says, trimmed; null where it is not there, unreadable or empty.</summary>
    public static string? Read(params ReadOnlySpan<string> path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(path)).Trim() is { Length: > 0 } text ? text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A number that is not negative; null where there is none.</summary>
    public static int? ReadInt(params ReadOnlySpan<string> path) =>
        int.TryParse(Read(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A number above 0: sysfs writes 0 where the driver knows none; null where there is none.</summary>
    public static double? ReadPositive(params ReadOnlySpan<string> path) =>
        double.TryParse(Read(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
