using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>A table whose columns that do not fit the terminal are left out, the least important first, and never broken; so are those without a figure.</summary>
internal static class FittedTable
{
    private const int Border = 3; // a rule and a blank on each side of a cell
    private const int Fewest = 2;

    /// <summary>Makes the table.</summary>
    /// <param name="all">All columns that there could be.</param>
    /// <param name="console">Where it is shown.</param>
    /// <param name="width">Characters that it may take; as many as the console has by default.</param>
    public static Table Make(IEnumerable<FittedColumn> all, IAnsiConsole console, int? width = null)
    {
        var columns = all.Where(c => c.Cells.Any(cell => cell != "–")).ToList();
        var room = width ?? console.Profile.Width;
        while (columns.Count > Fewest && columns.Sum(c => c.LeastWidth + Border) + 1 > room)
            columns.Remove(columns.MinBy(c => c.Importance)!);

        var table = new Table().Border(Terminal.Border(console));
        foreach (var column in columns)
        {
            var header = new TableColumn(Markup.Escape(column.Heading));
            if (column.MayWrap)
                header.Width = Math.Min(column.Width, room - 1 - Border - columns.Where(c => c != column).Sum(c => c.LeastWidth + Border));
            else
                header.NoWrap();
            table.AddColumn(column.IsName ? header : header.RightAligned());
        }

        for (var row = 0; row < columns[0].Cells.Count; row++)
            table.AddRow([.. columns.Select(c => Markup.Escape(c.Cells[row]))]);
        return table;
    }
}
