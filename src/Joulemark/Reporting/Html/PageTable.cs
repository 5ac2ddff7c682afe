namespace Joulemark.Reporting.Html;

/// <summary>
/// Rows in as many tables as it takes for each to have room on a sheet of paper, and mostly on a screen: those after the first begin with the
/// names of the rows again, as on a terminal.
/// </summary>
internal static class PageTable
{
    /// <summary>Columns that a sheet of paper has room for, with whole intervals.</summary>
    public const int MostColumns = 10;

    /// <param name="label">What the table is, for whoever cannot see it.</param>
    /// <param name="caption">The same as it is shown.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="names">The first columns of each table, which say what a row is of.</param>
    /// <param name="figures">All others.</param>
    /// <param name="kind">More classes of the tables.</param>
    public static Markup Of<T>(string label, Markup caption, IReadOnlyList<T> rows, IReadOnlyList<PageColumn<T>> names, IReadOnlyList<PageColumn<T>> figures, string kind = "")
    {
        var room = MostColumns - names.Count;
        var tables = Math.Max(1, (figures.Count + room - 1) / room);
        return Markup.Of($"{figures.Chunk(Math.Max(1, (figures.Count + tables - 1) / tables)).Select((columns, i) => One(i == 0 ? label : $"{label}, continued ({i + 1} of {tables})", i == 0 ? caption : Markup.Of($"{label}, continued"), rows, [.. names, .. columns], kind))}");
    }

    private static Markup One<T>(string label, Markup caption, IReadOnlyList<T> rows, IReadOnlyList<PageColumn<T>> columns, string kind) => Markup.Of($"""
        <div class="scroll" tabindex="0" role="group" aria-label="{label}"><table class="{(kind.Length > 0 ? $"figures {kind}" : "figures")}">
        <caption>{caption}</caption>
        <thead><tr>{columns.Select(c => c.Heading)}</tr></thead>
        <tbody>{rows.Select(row => Markup.Of($"""
            <tr>{columns.Select(c => c.Cell(row))}</tr>
            """))}</tbody></table></div>
        """);
}
