using System.CommandLine;
using System.Globalization;

namespace Joulemark.Cli;

/// <summary>What may be typed next, as a shell asks: <c>joulemark "[suggest:POSITION]" "LINE"</c>, by the scripts of <c>joulemark completion</c>.</summary>
internal static class Suggestions
{
    private const string Directive = "[suggest:";

    /// <summary>The line that is asked about, up to where the cursor stands; null where no shell asks.</summary>
    public static string? Asked(string[] args)
    {
        if (args is not [['[', .., ']'] directive, var line] || !directive.StartsWith(Directive, StringComparison.Ordinal))
            return null;
        return int.TryParse(directive.AsSpan(Directive.Length..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? line[..Math.Min(position, line.Length)] : line;
    }

    /// <summary>The words that may stand where the line ends.</summary>
    public static IEnumerable<string> Of(RootCommand root, string line)
    {
        // Without the program's name; --option=value is two words to complete the second of.
        var words = line.TrimStart();
        words = words.Contains(' ', StringComparison.Ordinal) ? words[words.IndexOf(' ', StringComparison.Ordinal)..] : "";
        var last = words.LastIndexOf(' ') + 1;
        if (words.AsSpan(last).StartsWith("--", StringComparison.Ordinal) && words.IndexOf('=', last) is > 0 and var equals)
            words = words[..equals] + " " + words[(equals + 1)..];
        try
        {
            return [.. root.Parse(words).GetCompletions(words.Length).Select(c => c.Label)];
        }
        catch (InvalidOperationException)
        {
            return []; // of a line that is not finished the parser may know no value
        }
    }
}
