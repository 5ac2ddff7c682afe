using System.Text.RegularExpressions;

namespace Joulemark.Reporting.Html;

/// <summary>What each id and each reason means: the tables of docs/diagnostics.md, which the assembly carries, so that a page needs no network to explain itself.</summary>
internal static partial class Explanations
{
    private static readonly Lazy<IReadOnlyDictionary<string, (string Meaning, string? Remedy)>> Known = new(() => Read(ReportAssets.Read("diagnostics.md")));

    /// <summary>What a code means and what to do about it; null where no table has it.</summary>
    public static (string Meaning, string? Remedy)? Of(string code) => Known.Value.TryGetValue(code, out var known) ? known : null;

    /// <summary>What to do about a code, as plain text; null where no table says it.</summary>
    public static string? RemedyOf(string code) => Of(code)?.Remedy is { } remedy ? Links().Replace(remedy, "${words}").Replace("`", "", StringComparison.Ordinal) : null;

    /// <summary>The code, leading to its explanation on the same page where there is one.</summary>
    public static Markup Link(string code) => Of(code) is null
        ? Markup.Of($"<code>{code}</code>")
        : Markup.Of($"<a href=\"#{Anchor(code)}\"><code>{code}</code></a>");

    /// <summary>The place of an explanation on the page; it never changes.</summary>
    public static string Anchor(string code) => $"why-{code.ToLowerInvariant()}";

    /// <summary>Text of a table's cell as markup: code in backticks stays code, of a link its words stay.</summary>
    public static Markup Render(string markdown) => new(string.Concat(Links().Replace(markdown, "${words}").Split('`')
        .Select((part, i) => i % 2 == 1 ? Markup.Of($"<code>{part}</code>").Text : Markup.Of($"{part}").Text)));

    private static Dictionary<string, (string Meaning, string? Remedy)> Read(string text)
    {
        var known = new Dictionary<string, (string Meaning, string? Remedy)>(StringComparer.Ordinal);
        var sections = text.Split("\n## ").Where(s => s.StartsWith("Messages", StringComparison.Ordinal) || s.StartsWith("Validity reasons", StringComparison.Ordinal) || s.StartsWith("What to do", StringComparison.Ordinal));
        foreach (Match row in sections.SelectMany(s => Rows().Matches(s)))
        {
            var (code, first) = (row.Groups["code"].Value, row.Groups["first"].Value.Trim());
            if (known.TryGetValue(code, out var reason))
                known[code] = reason with { Remedy = first }; // the second table of the validity reasons
            else
                known[code] = (first, row.Groups["second"] is { Success: true } second ? second.Value.Trim() : null);
        }

        return known;
    }

    [GeneratedRegex(@"^\| `?(?<code>JM[0-9]{4}|[a-z][a-z-]+)`? \|(?<first>[^|\n]+)\|((?<second>[^|\n]+)\|)?\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Rows();

    [GeneratedRegex(@"\[(?<words>[^\]]+)\]\([^)]+\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Links();
}
