using Microsoft.Win32.SafeHandles;

namespace Joulemark.Metering.Rapl;

/// <summary>
/// One <c>energy_uj</c> file, kept open: opening it for each reading would cost more than the reading itself.
/// </summary>
internal sealed class RaplCounter : IDisposable
{
    private readonly SafeFileHandle _file;

    /// <summary>Opens a counter.</summary>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    /// <exception cref="IOException">It cannot be opened for another reason.</exception>
    public RaplCounter(string path) => _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Joules since some start; null when the read failed or gave no number.</summary>
    public double? ReadJoules()
    {
        Span<byte> text = stackalloc byte[32];
        try
        {
            // Reading at 0 makes the kernel produce the attribute anew; the handle's own position would stand at its end.
            var length = RandomAccess.Read(_file, text, 0);
            return ParseMicrojoules(text[..length]) / 1e6;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return null; // the package went offline, or the driver was unloaded
        }
    }

    /// <summary>Decimal digits up to the end or the first line break; null for anything else.</summary>
    public static ulong? ParseMicrojoules(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        var digits = end < 0 ? text : text[..end];
        return ulong.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? value : null;
    }

    public void Dispose() => _file.Dispose();
}
