using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>A table whose columns that do not fit the terminal are left out, the least important first, and never broken; so are those without a figure.</summary>
internal static class FittedTable
{
    private const int Border = 3; // a rule and a blank on each side of a cell
    private const int Fewest = 2;

    public static Table Make(IEnumerable<FittedColumn> all, IAnsiConsole console)
    {
        var columns = all.Where(c => c.Cells.Any(cell => cell != "–")).ToList();
        while (columns.Count > Fewest && columns.Sum(c => c.Width + Border) + 1 > console.Profile.Width)
            columns.Remove(columns.MinBy(c => c.Importance)!);

        var table = new Table().Border(Terminal.Border(console));
        foreach (var column in columns)
        {
            var header = new TableColumn(Markup.Escape(column.Heading)).NoWrap();
            table.AddColumn(column.IsName ? header : header.RightAligned());
        }

        for (var row = 0; row < columns[0].Cells.Count; row++)
            table.AddRow([.. columns.Select(c => Markup.Escape(c.Cells[row]))]);
        return table;
    }
}
