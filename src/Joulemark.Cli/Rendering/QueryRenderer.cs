using System.Data.Common;
using Joulemark.Storage.DuckDB;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>Rows of a query as a table for people.</summary>
internal static class QueryRenderer
{
    private const int MostRows = 1000;

    public static void Print(DbDataReader reader)
    {
        var console = Terminal.For();
        var table = new Table().Border(Terminal.Border(console));
        for (var i = 0; i < reader.FieldCount; i++)
            table.AddColumn(RowText.IsNumber(reader.GetFieldType(i)) ? new TableColumn(Markup.Escape(reader.GetName(i))).RightAligned() : new TableColumn(Markup.Escape(reader.GetName(i))));
        var rows = 0;
        while (reader.Read())
        {
            if (rows++ < MostRows)
                table.AddRow([.. Enumerable.Range(0, reader.FieldCount).Select(i => Markup.Escape(reader.IsDBNull(i) ? "–" : RowText.Of(reader.GetValue(i))))]);
        }

        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = 10_000; // a file has no edge to break lines at
        console.Write(table);
        console.WriteLine(rows > MostRows ? $"{rows} rows, the first {MostRows} shown; --csv or --json gives them all" : rows == 1 ? "1 row" : $"{rows} rows");
    }

    public static void PrintTables(RunQuery query)
    {
        var console = Terminal.For();
        foreach (var (name, meaning) in RunViews.All)
        {
            console.WriteLine($"{name}: {meaning}");
            console.WriteLine("    " + string.Join(", ", query.Columns(name).Select(c => $"{c.Name} {Short(c.Type)}")));
        }

        console.WriteLine("e.g. joulemark query \"SELECT run, configuration, energy_per_output_token FROM configurations WHERE valid ORDER BY 3\"");
    }

    /// <summary>What a structure holds is in its own columns' names.</summary>
    private static string Short(string type) => type.StartsWith("STRUCT", StringComparison.Ordinal) ? "STRUCT" : type;
}
