namespace Joulemark.Cli.Rendering;

/// <summary>
/// Text that holds what others wrote, such as the name of a configuration, without what a terminal would obey, and without a line
/// of its own that a CI would: GitHub takes a line that begins with <c>::</c> for a command.
/// </summary>
internal static class PlainText
{
    private const string Continued = "\n  | ";

    /// <summary>All of it on one line.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>On as many lines as it has, each after the first behind a bar.</summary>
    public static string Lines(string text) => string.Join(Continued, text.ReplaceLineEndings("\n").Split('\n').Select(OneLine));
}
