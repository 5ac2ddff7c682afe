using System.Buffers;
using System.Text;

namespace Joulemark.Reporting;

/// <summary>Text of others in Markdown as GitHub and GitLab read it: whatever it holds, it is shown as it is, on one line, and no table, link or mention comes of it.</summary>
internal static class MarkdownText
{
    private static readonly SearchValues<char> NotInCode = SearchValues.Create("`|\\\r\n");

    /// <summary>Text on one line, with what Markdown or HTML would read as theirs escaped.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '|' or '*' or '_' or '`' or '[' or ']' or '\\' or '~' or '$' => escaped.Append('\\').Append(c),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '@' => escaped.Append("@<!-- -->"), // nobody of that name is told
                _ => escaped.Append(char.IsControl(c) ? ' ' : c),
            };
        }

        // An address that stands by itself would become a link.
        return escaped.Replace("://", ":<!-- -->//").Replace("www.", "www<!-- -->.").ToString();
    }

    /// <summary>A name as code; in a table as well.</summary>
    public static string Code(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAny(NotInCode) && text.Trim().Length == text.Length ? $"`{text}`" : $"<code>{Escape(text)}</code>";

    /// <summary>A block of code; its fence is longer than any in it.</summary>
    public static string Block(string text, string language = "")
    {
        var fence = new string('`', Math.Max(3, LongestRun(text) + 1));
        return $"{fence}{language}\n{text.TrimEnd('\n')}\n{fence}\n";
    }

    /// <summary>A table's row of cells that are Markdown already.</summary>
    public static string Row(params IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";

    /// <summary>A list with its heading; nothing where it is empty.</summary>
    public static string List(string heading, IEnumerable<string> items)
    {
        var lines = string.Concat(items.Select(i => $"- {i}\n"));
        return lines.Length == 0 ? "" : $"**{heading}**\n\n{lines}\n";
    }

    /// <summary>What a reader opens who wants it. Its heading is in HTML, where no Markdown is read.</summary>
    public static string Details(string heading, string content)
    {
        var html = System.Net.WebUtility.HtmlEncode(string.Concat(heading.Select(c => char.IsControl(c) ? ' ' : c))).Replace("@", "@<!-- -->", StringComparison.Ordinal);
        return $"<details><summary>{html}</summary>\n\n{content.TrimEnd('\n')}\n\n</details>\n\n";
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
