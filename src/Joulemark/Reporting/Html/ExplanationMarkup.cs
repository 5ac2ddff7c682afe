using Joulemark.Diagnostics;

namespace Joulemark.Reporting.Html;

/// <summary>Explanations on a page: codes that lead to theirs, and their text as markup.</summary>
internal static class ExplanationMarkup
{
    /// <summary>The code, leading to its explanation on the same page where there is one.</summary>
    public static Markup Link(string code) => Explanations.Of(code) is null
        ? Markup.Of($"<code>{code}</code>")
        : Markup.Of($"<a href=\"#{Anchor(code)}\"><code>{code}</code></a>");

    /// <summary>The place of an explanation on the page; it never changes.</summary>
    public static string Anchor(string code) => $"why-{code.ToLowerInvariant()}";

    /// <summary>Text of a table's cell as markup: code in backticks stays code, of a link its words stay.</summary>
    public static Markup Render(string markdown) => new(string.Concat(Explanations.WithoutLinks(markdown).Split('`')
        .Select((part, i) => i % 2 == 1 ? Markup.Of($"<code>{part}</code>").Text : Markup.Of($"{part}").Text)));
}
