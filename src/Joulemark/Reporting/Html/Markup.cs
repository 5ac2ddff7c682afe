namespace Joulemark.Reporting.Html;

/// <summary>Text that is HTML already. The only way to make some encodes every value that is put into it.</summary>
/// <param name="Text">The HTML.</param>
internal readonly record struct Markup(string Text)
{
    /// <summary>Nothing.</summary>
    public static readonly Markup None = new("");

    /// <summary>HTML from an interpolated string: its literal parts stand as they are, its values are encoded.</summary>
    public static Markup Of(MarkupHandler handler) => new(handler.ToString());

    /// <summary>The HTML when a condition holds, else nothing.</summary>
    public static Markup If(bool condition, Func<Markup> markup) => condition ? markup() : None;

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";
}
