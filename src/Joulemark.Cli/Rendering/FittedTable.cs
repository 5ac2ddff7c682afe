using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>A table that fits the terminal, whose figures are never broken over lines; columns without a figure are left out.</summary>
internal static class FittedTable
{
    private const int Border = 3; // a rule and a blank on each side of a cell
    private const int Fewest = 2;

    /// <summary>Makes one table; columns that do not fit are left out, the least important first.</summary>
    /// <param name="all">All columns that there could be.</param>
    /// <param name="console">Where it is shown.</param>
    /// <param name="width">Characters that it may take; as many as the console has by default.</param>
    public static Table Make(IEnumerable<FittedColumn> all, IAnsiConsole console, int? width = null)
    {
        var columns = all.Where(IsGiven).ToList();
        var room = width ?? console.Profile.Width;
        while (columns.Count > Fewest && !Fits(columns, room))
            columns.Remove(columns.MinBy(c => c.Importance)!);
        return Build(columns, console, room);
    }

    /// <summary>Writes all columns; those that do not fit beside the others follow below, in their order, in tables that begin with the names of the rows again.</summary>
    /// <param name="names">The first columns, which say what a row is of.</param>
    /// <param name="figures">All others that there could be.</param>
    /// <param name="console">Where they are written.</param>
    /// <param name="width">Characters that a table may take; as many as the console has by default.</param>
    public static void Stack(IReadOnlyList<FittedColumn> names, IEnumerable<FittedColumn> figures, IAnsiConsole console, int? width = null)
    {
        var room = width ?? console.Profile.Width;
        var left = new Queue<FittedColumn>(figures.Where(IsGiven));
        do
        {
            List<FittedColumn> columns = [.. names];
            while (left.TryPeek(out var next) && (columns.Count == names.Count || Fits([.. columns, next], room)))
                columns.Add(left.Dequeue());
            console.Write(Build(columns, console, room));
        }
        while (left.Count > 0);
    }

    private static bool IsGiven(FittedColumn column) => column.Cells.Any(cell => cell != "–");

    /// <summary>True when a table of these columns is not wider.</summary>
    public static bool Fits(IReadOnlyCollection<FittedColumn> columns, int room) => columns.Sum(c => c.LeastWidth + Border) + 1 <= room;

    private static Table Build(List<FittedColumn> columns, IAnsiConsole console, int room)
    {
        var table = new Table().Border(Terminal.Border(console));
        foreach (var column in columns)
        {
            var header = new TableColumn(Markup.Escape(column.Heading));
            if (column.MayWrap)
                header.Width = Math.Clamp(room - 1 - Border - columns.Where(c => c != column).Sum(c => c.LeastWidth + Border), Math.Min(column.LeastWidth, room), column.Width);
            else
                header.NoWrap();
            table.AddColumn(column.IsName ? header : header.RightAligned());
        }

        for (var row = 0; row < columns[0].Cells.Count; row++)
            table.AddRow([.. columns.Select(c => c.Styles?[row] is { } style ? $"[{style}]{Markup.Escape(c.Cells[row])}[/]" : Markup.Escape(c.Cells[row]))]);
        return table;
    }
}
