namespace Joulemark.Serving;

/// <summary>What a server says, as it may stand in a message: on one line, not too long, without secrets.</summary>
internal static class ServerWords
{
    /// <summary>Longest quotation of a response's body.</summary>
    public const int Longest = 500;

    /// <summary>Cleans a text. A secret goes out before the cut: half of it would be too much as well.</summary>
    public static string Clean(string text, Secret? secret = null, int longest = Longest)
    {
        text = secret?.Remove(text) ?? text;
        if (text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.AsSpan().ContainsAnyInRange('\u007f', '\u009f'))
            text = string.Create(text.Length, text, static (clean, text) => Plain(text, clean)); // nothing that moves a terminal's cursor
        text = text.Trim();
        if (text.Length <= longest)
            return text;
        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";
    }

    private static void Plain(string text, Span<char> clean)
    {
        for (var i = 0; i < clean.Length; i++)
            clean[i] = char.IsControl(text[i]) ? ' ' : text[i];
    }
}
