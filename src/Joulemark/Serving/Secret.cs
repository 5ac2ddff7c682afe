using System.Text.Json;

namespace Joulemark.Serving;

/// <summary>A key that must not show in anything that is written, in whatever way a server echoes it.</summary>
internal sealed class Secret
{
    /// <summary>What stands in its place.</summary>
    public const string Mask = "***";

    private const int Shortest = 4; // "x" and the like guard nothing, and are in every word
    private const int SurelySecret = 12;
    private readonly string[] _forms;

    /// <summary>A secret, or several that go together.</summary>
    /// <param name="texts">The key; also a user's name and password, and what they are sent as.</param>
    public Secret(params IReadOnlyList<string> texts)
    {
        // The longest first, since one form may hold another.
        _forms = [.. texts.Where(t => t.Trim().Length >= Shortest).SelectMany(Forms).Distinct(StringComparer.Ordinal).OrderByDescending(f => f.Length)];
        IsDistinctive = texts.All(t => t.Length >= SurelySecret);
    }

    /// <summary>True where the key is long enough to be no word of an answer: placeholders such as <c>EMPTY</c> are not.</summary>
    public bool IsDistinctive { get; }

    /// <summary>The secret of a key; null for none.</summary>
    public static Secret? Of(string? key) => string.IsNullOrEmpty(key) ? null : new Secret(key);

    /// <summary>A text without the secret.</summary>
    public string Remove(string text)
    {
        foreach (var form in _forms)
            text = text.Replace(form, Mask, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    /// <summary>A text as it is, as JSON writes it (servers differ in what they escape), and as addresses do.</summary>
    private static string[] Forms(string text) =>
    [
        text, JsonEncodedText.Encode(text).ToString(), text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal),
        text.Replace("/", "\\/", StringComparison.Ordinal), Uri.EscapeDataString(text),
    ];
}
