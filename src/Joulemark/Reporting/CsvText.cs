using System.Globalization;

namespace Joulemark.Reporting;

/// <summary>CSV by RFC 4180: lines end with CR LF, a field with a comma, a quote or a line end stands in quotes, a missing one is empty.</summary>
internal static class CsvText
{
    /// <summary>A line with its end.</summary>
    public static string Line(params IEnumerable<string> fields) => string.Join(',', fields.Select(Quote)) + "\r\n";

    /// <summary>
    /// Text of others. A spreadsheet takes what begins with = + - @, a tab or a line end for a formula and runs it: an
    /// apostrophe in front makes it text there.
    /// </summary>
    public static string Text(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + text : text;

    /// <summary>A number that reads back as the same; empty where there is none.</summary>
    public static string Number(double? value) => value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";

    /// <summary>A whole number.</summary>
    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>true or false.</summary>
    public static string Truth(bool value) => value ? "true" : "false";

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
