namespace Joulemark.Reporting;

/// <summary>Words of a command as one has to type them in a shell.</summary>
internal static class ShellText
{
    private const string Plain = "._%/+-=:,@"; // beside letters and digits

    /// <summary>A word, in quotes where the shell would take it for something else.</summary>
    public static string Of(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal))
        ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A command.</summary>
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(Of));
}
