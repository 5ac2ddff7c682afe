using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Joulemark.Reporting.Html;

/// <summary>Builds <see cref="Markup"/> from an interpolated string and encodes what is not markup yet.</summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupHandler
{
    private readonly StringBuilder _html;

    public MarkupHandler(int literalLength, int formattedCount) => _html = new StringBuilder(literalLength + (formattedCount * 16));

    public void AppendLiteral(string html) => _html.Append(html);

    public void AppendFormatted(string? text) => _html.Append(WebUtility.HtmlEncode(text));

    public void AppendFormatted(int number) => _html.Append(number);

    public void AppendFormatted(Markup markup) => _html.Append(markup.Text);

    public void AppendFormatted(IEnumerable<Markup> parts)
    {
        foreach (var part in parts)
            _html.Append(part.Text);
    }

    /// <inheritdoc/>
    public override string ToString() => _html?.ToString() ?? "";
}
