using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Joulemark.Metering;

/// <summary>
/// One sysfs file that holds microjoules or microwatts: powercap's <c>energy_uj</c>, hwmon's <c>energy1_input</c> and
/// <c>power1_average</c>.
/// </summary>
internal sealed class MicroReading : IReading
{
    /// <summary>
    /// What hwmon's ACPI power meter shows for its firmware's "unknown" (all bits set, in mW); seen in the field as 4.29 MW.
    /// </summary>
    private const ulong Unknown = 0xFFFF_FFFFUL * 1000;

    private readonly SafeFileHandle _file;

    /// <summary>Opens a file.</summary>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    /// <exception cref="IOException">It cannot be opened for another reason.</exception>
    public MicroReading(string path) => _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public double? Read()
    {
        Span<byte> text = stackalloc byte[32];
        try
        {
            // Reading at 0 makes the kernel produce the attribute anew; the handle's own position would stand at its end.
            var length = RandomAccess.Read(_file, text, 0);
            return Parse(text[..length]) is { } value and not Unknown ? value / 1e6 : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return null; // the package went offline, the GPU sleeps, or the driver was unloaded
        }
    }

    /// <summary>Decimal digits up to the end or the first line break; null for anything else.</summary>
    public static ulong? Parse(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        var digits = end < 0 ? text : text[..end];
        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    public void Dispose() => _file.Dispose();
}
