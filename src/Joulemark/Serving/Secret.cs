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

    /// <summary>A secret.</summary>
    /// <param name="text">The key.</param>
    public Secret(string text)
    {
        // As it is, as JSON writes it (servers differ in what they escape), and as addresses do; the longest first, since
        // one may hold another.
        var json = JsonEncodedText.Encode(text).ToString();
        _forms = text.Trim().Length < Shortest ? [] :
        [
            .. new[] { text, json, text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal), text.Replace("/", "\\/", StringComparison.Ordinal), Uri.EscapeDataString(text) }
                .Distinct(StringComparer.Ordinal).OrderByDescending(f => f.Length),
        ];
        IsDistinctive = text.Length >= SurelySecret;
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
}
