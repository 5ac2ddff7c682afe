using System.Data.Common;

namespace Joulemark.Cli.Rendering;

/// <summary>Rows as CSV (RFC 4180): a field with a comma, a quote or a line end stands in quotes; a missing one is empty.</summary>
internal static class RowsCsv
{
    public static void Write(DbDataReader reader, TextWriter output)
    {
        output.Write(Line(Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)));
        while (reader.Read())
            output.Write(Line(Enumerable.Range(0, reader.FieldCount).Select(i => RowText.Of(reader.IsDBNull(i) ? null : reader.GetValue(i)))));
    }

    private static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Quote)) + "\r\n";

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
