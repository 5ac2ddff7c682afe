namespace Joulemark.Reporting.Html;

/// <summary>A column of a <see cref="PageTable"/>.</summary>
/// <param name="Heading">The cell of its head, whole.</param>
/// <param name="Cell">The cell of a row, whole.</param>
internal sealed record PageColumn<T>(Markup Heading, Func<T, Markup> Cell)
{
    /// <summary>A column under a plain heading.</summary>
    public static PageColumn<T> Of(string heading, Func<T, Markup> cell) => new(Markup.Of($"<th scope=\"col\">{heading}</th>"), cell);

    /// <summary>A column of words, which begin at the left and may be broken.</summary>
    public static PageColumn<T> Words(string heading, Func<T, string> words) =>
        new(Markup.Of($"<th scope=\"col\" class=\"words\">{heading}</th>"), row => Markup.Of($"<td class=\"words\">{words(row)}</td>"));

    /// <summary>What rows are of.</summary>
    public static PageColumn<T> Name(string heading, Func<T, string> name) => Of(heading, row => Markup.Of($"<th scope=\"row\">{name(row)}</th>"));
}
