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
        List<string>[] cells = [.. Enumerable.Range(0, reader.FieldCount).Select(_ => new List<string>())];
        var rows = 0;
        while (reader.Read())
        {
            if (rows++ >= MostRows)
                continue;
            for (var i = 0; i < cells.Length; i++)
                cells[i].Add(reader.IsDBNull(i) ? "–" : RowText.Of(reader.GetValue(i)));
        }

        if (cells.Length > 0)
            FittedTable.Whole([], [.. cells.Select((c, i) => new FittedColumn(reader.GetName(i), c) { IsName = !RowText.IsNumber(reader.GetFieldType(i)) })], console, Terminal.WidthOf(console, Terminal.Endless));
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
