using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>Rows in as many columns as the terminal has room for: no figure is left out or broken over lines for lack of it.</summary>
internal static class FittedTable
{
    private const int Border = 3; // a rule and a blank on each side of a cell

    /// <summary>
    /// Writes all columns that have a figure; those that do not fit beside the others follow below, in their order, in tables that begin
    /// with the names of the rows again. Where there is not even room for the names and one figure, rows are written one by one.
    /// </summary>
    /// <param name="names">The first columns, which say what a row is of.</param>
    /// <param name="figures">All others that there could be.</param>
    /// <param name="console">Where they are written.</param>
    /// <param name="room">Characters that a table may take.</param>
    public static void Stack(IEnumerable<FittedColumn> names, IEnumerable<FittedColumn> figures, IAnsiConsole console, int room)
    {
        var (first, left) = (names.Where(c => c.IsGiven).ToList(), new Queue<FittedColumn>(figures.Where(c => c.IsGiven)));
        if (left.Any(c => !Fits([.. first, c], room)))
        {
            RowBlocks.Write(first, [.. left], console, room);
            return;
        }

        do
        {
            List<FittedColumn> columns = [.. first];
            while (left.TryPeek(out var next) && Fits([.. columns, next], room))
                columns.Add(left.Dequeue());
            console.Write(Build(columns, console, room));
        }
        while (left.Count > 0);
    }

    /// <summary>Writes words, which stay side by side: one table where all columns fit, else row by row.</summary>
    /// <param name="names">The first columns, which say what a row is of.</param>
    /// <param name="others">All others.</param>
    /// <param name="console">Where they are written.</param>
    /// <param name="room">Characters that a line may take.</param>
    public static void Whole(IReadOnlyList<FittedColumn> names, IReadOnlyList<FittedColumn> others, IAnsiConsole console, int room)
    {
        List<FittedColumn> columns = [.. names, .. others];
        if (Fits(columns, room))
            console.Write(Build(columns, console, room));
        else
            RowBlocks.Write(names, others, console, room);
    }

    /// <summary>True when a table of these columns is not wider.</summary>
    public static bool Fits(IReadOnlyCollection<FittedColumn> columns, int room) => WidthOf(columns) <= room;

    private static int WidthOf(IReadOnlyCollection<FittedColumn> columns) => columns.Sum(c => c.LeastWidth + Border) + 1;

    private static Table Build(List<FittedColumn> columns, IAnsiConsole console, int room)
    {
        var table = new Table().Border(Terminal.Border(console));
        table.ShowHeaders = columns.Exists(c => c.Heading.Length > 0);
        var spare = Math.Max(0, room - WidthOf(columns));
        foreach (var column in columns)
        {
            var header = new TableColumn(Markup.Escape(column.Heading));
            if (column.MayWrap)
            {
                header.Width = Math.Min(column.Width, column.LeastWidth + spare);
                spare -= header.Width.Value - column.LeastWidth;
            }
            else
                header.NoWrap();
            table.AddColumn(column.IsName ? header : header.RightAligned());
        }

        for (var row = 0; row < columns[0].Cells.Count; row++)
            table.AddRow([.. columns.Select(c => c.Markup(row, c.Cells[row]))]);
        return table;
    }
}
