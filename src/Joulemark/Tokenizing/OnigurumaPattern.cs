using System.Text;
using System.Text.RegularExpressions;

namespace Joulemark.Tokenizing;

/// <summary>
/// Turns a pattern in the syntax of Oniguruma, as tokenizer.json files have it, into one of .NET: possessive quantifiers
/// (<c>\p{L}++</c>) become atomic groups, and the scripts that .NET does not know become ranges.
/// </summary>
internal static class OnigurumaPattern
{
    // Unicode's Scripts.txt, the parts in the basic plane; .NET's patterns see the others as surrogates.
    private const string Han = @"\u2E80-\u2E99\u2E9B-\u2EF3\u2F00-\u2FD5\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFA6D\uFA70-\uFAD9";
    private const string Hiragana = @"\u3041-\u3096\u309D-\u309F";
    private const string Katakana = @"\u30A1-\u30FA\u30FD-\u30FF\u31F0-\u31FF\u32D0-\u32FE\u3300-\u3357\uFF66-\uFF6F\uFF71-\uFF9D";
    private const string Hangul = @"\u1100-\u11FF\u3131-\u318E\uA960-\uA97C\uAC00-\uD7A3\uD7B0-\uD7C6\uD7CB-\uD7FB\uFFA0-\uFFDC";

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="ArgumentException">It has something that .NET does not know.</exception>
    public static Regex Compile(string pattern) =>
        new(Atomic(Scripts(pattern)), RegexOptions.CultureInvariant, TimeSpan.FromMinutes(1));

    private static string Scripts(string pattern) => pattern
        .Replace(@"\p{Han}", Class(pattern, @"\p{Han}", Han), StringComparison.Ordinal)
        .Replace(@"\p{Hiragana}", Class(pattern, @"\p{Hiragana}", Hiragana), StringComparison.Ordinal)
        .Replace(@"\p{Katakana}", Class(pattern, @"\p{Katakana}", Katakana), StringComparison.Ordinal)
        .Replace(@"\p{Hangul}", Class(pattern, @"\p{Hangul}", Hangul), StringComparison.Ordinal);

    /// <summary>Ranges alone inside a class, a class of their own outside. A pattern that uses a script both ways is not known to exist.</summary>
    private static string Class(string pattern, string script, string ranges)
    {
        var at = pattern.IndexOf(script, StringComparison.Ordinal);
        var inside = at > 0 && pattern.LastIndexOf('[', at) > pattern.LastIndexOf(']', at);
        return inside ? ranges : $"[{ranges}]";
    }

    private static string Atomic(string pattern)
    {
        var result = new StringBuilder(pattern.Length);
        var groups = new Stack<int>();
        var atom = 0; // where the last atom starts in the result
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\' when i + 1 < pattern.Length:
                    atom = result.Length;
                    var escape = pattern[i + 1] is 'p' or 'P' && i + 2 < pattern.Length && pattern[i + 2] == '{' ? pattern.IndexOf('}', i) - i + 1 : 2;
                    result.Append(pattern, i, escape);
                    i += escape - 1;
                    break;
                case '[':
                    atom = result.Length;
                    var end = EndOfClass(pattern, i);
                    result.Append(pattern, i, end - i + 1);
                    i = end;
                    break;
                case '(':
                    groups.Push(result.Length);
                    result.Append('(');
                    break;
                case ')':
                    atom = groups.Count > 0 ? groups.Pop() : 0;
                    result.Append(')');
                    break;
                case '?' or '*' or '+' or '}' when i + 1 < pattern.Length && pattern[i + 1] == '+':
                    result.Append(pattern[i]).Append(')').Insert(atom, "(?>");
                    i++;
                    break;
                case '?' or '*' or '+' or '}' or '{' or ',' or (>= '0' and <= '9') when IsQuantifier(pattern, i):
                    result.Append(pattern[i]);
                    break;
                default:
                    atom = result.Length;
                    result.Append(pattern[i]);
                    break;
            }
        }

        return result.ToString();
    }

    private static bool IsQuantifier(string pattern, int at)
    {
        if (pattern[at] is '?' or '*' or '+' or '{' or '}')
            return true;
        var open = pattern.LastIndexOf('{', at);
        return open >= 0 && pattern.LastIndexOf('}', at) < open;
    }

    private static int EndOfClass(string pattern, int start)
    {
        for (var i = start + 1; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
                i++;
            else if (pattern[i] == ']' && i > start + 1 && !(i == start + 2 && pattern[start + 1] == '^'))
                return i;
        }

        throw new ArgumentException($"The class that starts at {start} of the pattern '{pattern}' has no end.", nameof(pattern));
    }
}
