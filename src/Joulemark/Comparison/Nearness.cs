using System.Globalization;
using System.Text.RegularExpressions;

namespace Joulemark.Comparison;

/// <summary>When two values are so near that their difference does not matter.</summary>
internal static partial class Nearness
{
    // What only says from where the kernel was loaded, or where it writes.
    private static readonly string[] PlaceParameters = ["BOOT_IMAGE", "root", "initrd", "console", "ro", "rw", "quiet", "splash", "resume"];

    /// <summary>Versions of the same major and minor number.</summary>
    public static bool SameMinorVersion(string a, string b) =>
        MinorVersion().Match(a) is { Success: true } one && MinorVersion().Match(b) is { Success: true } other && one.Value == other.Value;

    /// <summary>Numbers that are at most this share of the larger one apart.</summary>
    public static Func<string, string, bool> WithinShare(double share) =>
        (a, b) => Number(a) is { } x && Number(b) is { } y && Math.Abs(x - y) <= share * Math.Max(Math.Abs(x), Math.Abs(y));

    /// <summary>Kernel command lines that differ in their order and in places of files only.</summary>
    public static bool SameBootParameters(string a, string b) => Parameters(a).SetEquals(Parameters(b));

    private static HashSet<string> Parameters(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(p => !PlaceParameters.Contains(p.Split('=')[0], StringComparer.Ordinal))];

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"\d+\.\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MinorVersion();
}
