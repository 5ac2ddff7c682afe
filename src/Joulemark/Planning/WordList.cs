using System.Text;
using System.Text.Json;

namespace Joulemark.Planning;

/// <summary>Words of a command line as the value of a key: kept as a JSON array, so that commas, blanks and quotes in a word stay what they are.</summary>
internal static class WordList
{
    /// <summary>The words of a value: those of a JSON array of texts, else those that a shell would see.</summary>
    /// <exception cref="FormatException">A quotation does not end, or the array holds something else than texts.</exception>
    public static IReadOnlyList<string> Parse(string text) =>
        text.AsSpan().TrimStart().StartsWith("[") && TryJson(text) is { } words ? words : Split(text);

    /// <summary>A list as the text that is kept.</summary>
    public static string Format(IEnumerable<string> words) => $"[{string.Join(',', words.Select(w => $"\"{Escaped(w)}\""))}]";

    /// <summary>A list for people, as it could be typed.</summary>
    public static string Show(IEnumerable<string> words) => string.Join(' ', words.Select(w => w.Length > 0 && w.All(IsPlain) ? w : $"'{w.Replace("'", "'\\''", StringComparison.Ordinal)}'"));

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || "-_=+./:,@%{}".Contains(c, StringComparison.Ordinal);

    private static string Escaped(string word) => JsonEncodedText.Encode(word, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();

    private static IReadOnlyList<string>? TryJson(string text)
    {
        JsonElement json;
        try
        {
            json = JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null; // [ is a word's beginning like any other
        }

        return json.EnumerateArray().All(w => w.ValueKind == JsonValueKind.String) ? [.. json.EnumerateArray().Select(w => w.GetString()!)]
            : throw new FormatException("the list holds something else than texts: put quotes around each word");
    }

    /// <summary>Blanks part words; quotes and backslashes keep them together, by the rules of sh without its variables.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\'':
                    var end = text.IndexOf('\'', i + 1);
                    if (end < 0)
                        throw new FormatException("a quotation that begins with ' does not end");
                    (word ??= new StringBuilder()).Append(text, i + 1, end - i - 1);
                    i = end;
                    break;
                case '"':
                    i = Quoted(text, i + 1, word ??= new StringBuilder());
                    break;
                case '\\' when i + 1 < text.Length:
                    (word ??= new StringBuilder()).Append(text[++i]);
                    break;
                case var c when char.IsWhiteSpace(c):
                    if (word is not null)
                        words.Add(word.ToString());
                    word = null;
                    break;
                case var c:
                    (word ??= new StringBuilder()).Append(c);
                    break;
            }
        }

        if (word is not null)
            words.Add(word.ToString());
        return words;
    }

    /// <summary>Takes what stands between double quotes, and gives the place of the closing one.</summary>
    private static int Quoted(string text, int start, StringBuilder word)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '"')
                return i;
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\')
                i++;
            word.Append(text[i]);
        }

        throw new FormatException("a quotation that begins with \" does not end");
    }
}
