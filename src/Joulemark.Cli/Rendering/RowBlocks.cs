using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>Rows one by one, for a terminal too narrow for their table: the name on a line of its own, all else below. Lines are broken between cells, and within one that is longer than a line only between words.</summary>
internal static class RowBlocks
{
    private const string Between = " · ";
    private const int Indent = 2;
    private const int Deeper = 4; // what goes on of a cell that is longer than a line

    /// <param name="names">What a row is called by; rows without a name are numbered.</param>
    /// <param name="others">The other columns; a cell without any text is left out.</param>
    /// <param name="console">Where they are written.</param>
    /// <param name="room">Characters that a line may take.</param>
    public static void Write(IReadOnlyList<FittedColumn> names, IReadOnlyList<FittedColumn> others, IAnsiConsole console, int room)
    {
        for (var row = 0; row < others[0].Cells.Count; row++)
        {
            var name = names.Count == 0 ? $"row {row + 1}" : string.Join(' ', names.Select(n => n.Cells[row]).Where(n => n.Length > 0));
            foreach (var line in Broken(name, room, room - Indent))
                console.MarkupLine($"[bold]{Markup.Escape(line)}[/]");
            foreach (var line in Lines(others, row, room))
                console.MarkupLine(line);
        }
    }

    /// <summary>The cells of a row, as many on a line as fit, as markup.</summary>
    private static IEnumerable<string> Lines(IReadOnlyList<FittedColumn> columns, int row, int room)
    {
        var (line, length) = ("", 0);
        foreach (var column in columns.Where(c => c.Cells[row].Length > 0))
        {
            var cell = column.Heading.Length > 0 ? $"{column.Heading}: {column.Cells[row]}" : column.Cells[row];
            if (length > 0 && length + Between.Length + cell.Length <= room && !cell.Contains('\n', StringComparison.Ordinal))
            {
                (line, length) = (line + Between + column.Markup(row, cell), length + Between.Length + cell.Length);
                continue;
            }

            if (length > 0)
                yield return line;
            List<string> parts = [.. Broken(cell, room - Indent, room - Deeper)];
            (line, length) = (new string(' ', Indent) + column.Markup(row, parts[0]), Indent + parts[0].Length);
            if (parts.Count == 1)
                continue;
            yield return line; // what comes after a cell of several lines is easier to see at the beginning of one
            length = 0;
            foreach (var part in parts.Skip(1))
                yield return new string(' ', Deeper) + column.Markup(row, part);
        }

        if (length > 0)
            yield return line;
    }

    /// <summary>A text in lines; a word that is longer than one stays whole.</summary>
    private static IEnumerable<string> Broken(string text, int first, int others)
    {
        var room = first;
        foreach (var paragraph in text.Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' '))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > room)
                {
                    yield return line;
                    (line, room) = (word, others);
                }
                else
                    line = line.Length > 0 ? $"{line} {word}" : word;
            }

            yield return line;
            room = others;
        }
    }
}
