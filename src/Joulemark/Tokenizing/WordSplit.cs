using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Joulemark.Tokenizing;

/// <summary>The part of a tokenizer.json that cuts text into the words which are then encoded one by one (<c>pre_tokenizer</c>).</summary>
internal static partial class WordSplit
{
    private static readonly char[] ByteLetters = MakeByteLetters();

    /// <summary>Makes the split that a file describes.</summary>
    /// <exception cref="NotSupportedException">It has a part that is not known here.</exception>
    public static Func<string, IEnumerable<string>> Read(JsonElement description)
    {
        if (description.ValueKind != JsonValueKind.Object)
            return text => [text];
        switch (description.GetProperty("type").GetString())
        {
            case "Sequence":
                var parts = description.GetProperty("pretokenizers").EnumerateArray().Select(Read).ToList();
                return text => parts.Aggregate<Func<string, IEnumerable<string>>, IEnumerable<string>>([text], (words, part) => words.SelectMany(part));
            case "Split":
                return Split(Pattern(description.GetProperty("pattern")), description.GetProperty("behavior").GetString()!, Flag(description, "invert", false));
            case "ByteLevel":
                var (prefix, cut) = (Flag(description, "add_prefix_space", true), Flag(description, "use_regex", true));
                return text => (cut ? Isolated(Gpt2Pattern(), Prefixed(text, prefix)) : [Prefixed(text, prefix)]).Select(ToByteLetters);
            case "Metaspace":
                return Metaspace(description);
            case "Digits":
                return Split(Flag(description, "individual_digits", false) ? DigitPattern() : DigitsPattern(), "Isolated", invert: false);
            case "Punctuation":
                return Split(PunctuationPattern(), description.TryGetProperty("behavior", out var behavior) ? behavior.GetString()! : "Isolated", invert: false);
            case "Whitespace":
                return text => WordOrSignsPattern().Matches(text).Select(m => m.Value);
            case "WhitespaceSplit":
                return text => NoSpacePattern().Matches(text).Select(m => m.Value);
            case var other:
                throw new NotSupportedException($"its pre-tokenizer '{other}' is not known to Joulemark");
        }
    }

    /// <summary>A pattern as the file has it: a text, or an expression in Oniguruma's syntax.</summary>
    public static Regex Pattern(JsonElement pattern)
    {
        if (pattern.TryGetProperty("Regex", out var expression))
        {
            try
            {
                return OnigurumaPattern.Compile(expression.GetString()!);
            }
            catch (ArgumentException e)
            {
                throw new NotSupportedException($"its pattern '{expression.GetString()}' is not known to Joulemark: {e.Message}", e);
            }
        }

        return new Regex(Regex.Escape(pattern.GetProperty("String").GetString()!), RegexOptions.CultureInvariant, TimeSpan.FromMinutes(1));
    }

    private static Func<string, IEnumerable<string>> Metaspace(JsonElement description)
    {
        var space = description.TryGetProperty("replacement", out var given) ? given.GetString()! : "\u2581";
        var scheme = description.TryGetProperty("prepend_scheme", out var s) ? s.GetString() : Flag(description, "add_prefix_space", true) ? "always" : "never";
        var cut = Flag(description, "split", true);
        var before = Split(new Regex(Regex.Escape(space), RegexOptions.None, TimeSpan.FromMinutes(1)), "MergedWithNext", invert: false);
        return text =>
        {
            var replaced = text.Replace(" ", space, StringComparison.Ordinal);
            if (scheme != "never" && replaced.Length > 0 && !replaced.StartsWith(space, StringComparison.Ordinal))
                replaced = space + replaced;
            return cut ? before(replaced) : [replaced];
        };
    }

    private static Func<string, IEnumerable<string>> Split(Regex pattern, string behavior, bool invert) => behavior switch
    {
        "Isolated" => text => Isolated(pattern, text),
        "Removed" when invert => text => pattern.Matches(text).Select(m => m.Value),
        "Removed" => text => Gaps(pattern, text),
        "MergedWithPrevious" when !invert => text => Cut(text, pattern.Matches(text).Select(m => m.Index + m.Length)),
        "MergedWithNext" when !invert => text => Cut(text, pattern.Matches(text).Select(m => m.Index)),
        _ => throw new NotSupportedException($"its way to split, '{behavior}'{(invert ? " inverted" : "")}, is not known to Joulemark"),
    };

    private static IEnumerable<string> Isolated(Regex pattern, string text) =>
        Cut(text, pattern.Matches(text).SelectMany(m => (int[])[m.Index, m.Index + m.Length]));

    private static IEnumerable<string> Gaps(Regex pattern, string text) => pattern.Split(text).Where(gap => gap.Length > 0);

    private static IEnumerable<string> Cut(string text, IEnumerable<int> places)
    {
        var start = 0;
        foreach (var place in places)
        {
            if (place > start)
                yield return text[start..place];
            start = place;
        }

        if (start < text.Length)
            yield return text[start..];
    }

    private static string Prefixed(string text, bool prefix) => prefix && text.Length > 0 && !char.IsWhiteSpace(text[0]) ? " " + text : text;

    private static bool Flag(JsonElement element, string name, bool otherwise) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : otherwise;

    private static string ToByteLetters(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return string.Create(bytes.Length, bytes, (letters, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                letters[i] = ByteLetters[source[i]];
        });
    }

    /// <summary>GPT-2's alphabet of bytes: printable ones stand for themselves, the others for the letters from U+0100 on.</summary>
    private static char[] MakeByteLetters()
    {
        var letters = new char[256];
        var next = 256;
        for (var value = 0; value < 256; value++)
            letters[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)value : (char)next++;
        return letters;
    }

    /// <summary>Turns a piece in GPT-2's alphabet back into text; null where its bytes are no whole text.</summary>
    public static string? FromByteLetters(string piece)
    {
        var bytes = new byte[piece.Length];
        for (var i = 0; i < piece.Length; i++)
        {
            var value = Array.IndexOf(ByteLetters, piece[i]);
            if (value < 0)
                return null;
            bytes[i] = (byte)value;
        }

        var text = Encoding.UTF8.GetString(bytes);
        return text.Contains('\uFFFD', StringComparison.Ordinal) ? null : text;
    }

    // The split that GPT-2 made known (openai/gpt-2, encoder.py), as the ByteLevel pre-tokenizer applies it.
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Gpt2Pattern();

    [GeneratedRegex(@"\p{N}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex DigitPattern();

    [GeneratedRegex(@"\p{N}+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex DigitsPattern();

    [GeneratedRegex(@"[\p{P}$+<=>^`|~]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex PunctuationPattern();

    [GeneratedRegex(@"\w+|[^\w\s]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex WordOrSignsPattern();

    [GeneratedRegex(@"\S+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex NoSpacePattern();
}
