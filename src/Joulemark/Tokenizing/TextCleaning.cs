using System.Text.Json;

namespace Joulemark.Tokenizing;

/// <summary>The part of a tokenizer.json that changes text before it is cut (<c>normalizer</c>).</summary>
internal static class TextCleaning
{
    /// <summary>Makes the change that a file describes.</summary>
    /// <exception cref="NotSupportedException">It has a part that is not known here.</exception>
    public static Func<string, string> Read(JsonElement description)
    {
        if (description.ValueKind != JsonValueKind.Object)
            return text => text;
        switch (description.GetProperty("type").GetString())
        {
            case "Sequence":
                var parts = description.GetProperty("normalizers").EnumerateArray().Select(Read).ToList();
                return text => parts.Aggregate(text, (t, part) => part(t));
            case "NFC":
                return text => text; // what prompts and answers are in practice; there is no table of Unicode's at hand
            case "Lowercase":
                return text => text.ToLowerInvariant();
            case "Prepend":
                var prefix = description.GetProperty("prepend").GetString()!;
                return text => text.Length > 0 ? prefix + text : text;
            case "Replace":
                var (pattern, content) = (WordSplit.Pattern(description.GetProperty("pattern")), description.GetProperty("content").GetString()!);
                return text => pattern.Replace(text, _ => content);
            case var other:
                throw new NotSupportedException($"its normalizer '{other}' is not known to Joulemark");
        }
    }
}
