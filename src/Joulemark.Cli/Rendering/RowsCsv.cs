using System.Data.Common;
using Joulemark.Reporting;

namespace Joulemark.Cli.Rendering;

/// <summary>Rows as CSV, exactly as the database has them.</summary>
internal static class RowsCsv
{
    public static void Write(DbDataReader reader, TextWriter output)
    {
        output.Write(CsvText.Line(Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)));
        while (reader.Read())
            output.Write(CsvText.Line(Enumerable.Range(0, reader.FieldCount).Select(i => RowText.Of(reader.IsDBNull(i) ? null : reader.GetValue(i)))));
    }
}
