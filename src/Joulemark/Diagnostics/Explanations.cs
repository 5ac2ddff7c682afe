using System.Reflection;
using System.Text.RegularExpressions;

namespace Joulemark.Diagnostics;

/// <summary>What each id and each reason means: the tables of docs/diagnostics.md, which the assembly carries, so that nothing needs a network to explain itself.</summary>
internal static partial class Explanations
{
    private static readonly Lazy<IReadOnlyDictionary<string, (string Meaning, string? Remedy)>> Known = new(() => Read(Tables()));

    /// <summary>What a code means and what to do about it, in Markdown; null where no table has it.</summary>
    public static (string Meaning, string? Remedy)? Of(string code) => Known.Value.TryGetValue(code, out var known) ? known : null;

    /// <summary>What to do about a code, as plain text; null where no table says it.</summary>
    public static string? RemedyOf(string code) => Of(code)?.Remedy is { } remedy ? WithoutLinks(remedy).Replace("`", "", StringComparison.Ordinal) : null;

    /// <summary>Markdown of which each link has become its words.</summary>
    public static string WithoutLinks(string markdown) => Links().Replace(markdown, "${words}");

    private static string Tables()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("diagnostics.md") ?? throw new InvalidOperationException("The tables of diagnostics are not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

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
