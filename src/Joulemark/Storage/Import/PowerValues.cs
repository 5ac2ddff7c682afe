using System.Globalization;

namespace Joulemark.Storage.Import;

/// <summary>Reads a power log's values: a number, with its unit or without, with a decimal point or a comma.</summary>
internal static class PowerValues
{
    private static readonly string[] Missing = ["", "N/A", "[N/A]", "[Not Supported]", "[Unknown Error]", "[GPU requires reset]", "[Insufficient Permissions]", "nan", "null", "none", "-", "ERR!"];

    /// <summary>True where the log itself says that there was no reading.</summary>
    public static bool IsMissing(string text) => Missing.Contains(text, StringComparer.OrdinalIgnoreCase);

    /// <summary>A number and its unit; in a log that is itself separated by commas, one with a comma before three digits is none. The unit is null where the value names none; null where it is no number at all.</summary>
    public static (double Number, string? Unit)? Read(string text, char separator = ',')
    {
        string? unit = null;
        foreach (var known in (string[])["mW", "kW", "W"])
        {
            if (!text.EndsWith(known, StringComparison.Ordinal))
                continue;
            (unit, text) = (known, text[..^known.Length].TrimEnd());
            break;
        }

        // One comma and no point is a decimal comma; the field got here whole, so the comma did not separate it.
        if (text.Count(c => c == ',') == 1 && !text.Contains('.', StringComparison.Ordinal))
        {
            if (separator == ',' && text.Length - text.IndexOf(',', StringComparison.Ordinal) == 4)
                return null; // 1,234 may be a thousand and more or one and less: a wrong guess is a wrong joule
            text = text.Replace(',', '.');
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (double.IsFinite(number) ? number : double.NaN, unit) : null;
    }

    /// <summary>Watts of one of a unit; null for a unit that is none of power.</summary>
    public static double? WattsOf(string? unit) => unit switch { "W" => 1, "mW" => 1e-3, "kW" => 1e3, _ => null };
}
