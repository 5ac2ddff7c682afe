using System.Text.RegularExpressions;

namespace Joulemark.Serving;

/// <summary>
/// Secrets that nobody told us of, known by what they look like: for texts of others (logs, command lines, environments) before
/// they are written anywhere. It would rather hide too much than too little; what it cannot know is a secret without a shape or
/// a name. Secrets that were told are <see cref="Secret"/>'s.
/// </summary>
internal static partial class SecretPatterns
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;
    private const int LongestMilliseconds = 5000;

    /// <summary>A text without what looks like a secret; of a named one, the name stays.</summary>
    public static string Redact(string text)
    {
        try
        {
            text = PrivateKey().Replace(text, Secret.Mask);
            text = UserOfUrl().Replace(text, $"://{Secret.Mask}@");
            text = Scheme().Replace(text, $"${{name}}{Secret.Mask}");
            text = Named().Replace(text, $"${{name}}{Secret.Mask}");
            text = Option().Replace(text, $"${{name}}{Secret.Mask}");
            text = OfQuery().Replace(text, $"${{name}}{Secret.Mask}");
            return Issued().Replace(text, Secret.Mask);
        }
        catch (RegexMatchTimeoutException)
        {
            return Secret.Mask; // what could not be looked through is not shown
        }
    }

    /// <summary>The words of a command line without what looks like a secret, also where an option and its secret are words of their own.</summary>
    public static IReadOnlyList<string> Redact(IReadOnlyList<string> words)
    {
        var redacted = words.Select(Redact).ToArray();
        for (var i = 1; i < words.Count; i++)
        {
            try
            {
                if (OptionWord().IsMatch(words[i - 1]) && !words[i].StartsWith('-'))
                    redacted[i] = Secret.Mask;
                else if (UserOption().IsMatch(words[i - 1]) && UserAndPassword().Match(words[i]) is { Success: true } user)
                    redacted[i] = $"{user.Groups["name"].Value}:{Secret.Mask}";
            }
            catch (RegexMatchTimeoutException)
            {
                redacted[i] = Secret.Mask;
            }
        }

        return redacted;
    }

    /// <summary>A private key in PEM, also one that is cut off.</summary>
    [GeneratedRegex(@"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----.*?(-----END [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----|\z)", Options | RegexOptions.Singleline, LongestMilliseconds)]
    private static partial Regex PrivateKey();

    /// <summary>A user, with a password or without: there are services whose token is the user's name.</summary>
    [GeneratedRegex(@"://[^\s/?#""'<>]+@", Options, LongestMilliseconds)]
    private static partial Regex UserOfUrl();

    /// <summary>What follows HTTP's schemes of authorization, unless it is a word of a sentence about them.</summary>
    [GeneratedRegex(@"(?<name>(?<![A-Za-z0-9])(bearer[ \t]+(?!(tokens?|auth|authentication|authorization|scheme|header|key|is|was|or|and)\b)|basic[ \t]+(?=[A-Za-z]*[0-9=+/])))[^\s""',;]+", Options | RegexOptions.IgnoreCase, LongestMilliseconds)]
    private static partial Regex Scheme();

    /// <summary>
    /// <c>password=…</c>, <c>"api_key": "…"</c>, <c>HF_TOKEN='…'</c>, lists of them. Not the tokens of a language model
    /// (<c>eos_token</c>, <c>max_tokens</c>, <c>token: 0.3</c>), and not the words for nothing.
    /// </summary>
    [GeneratedRegex(
        @"(?<name>(password|passwd|passphrase|(?<![a-z])(pwd|pass)|secret|api[_-]?key|access[_-]?key([_-]?id)?|secret[_-]?key|private[_-]?key|account[_-]?key|auth[_-]?key|credentials?|authorization|(?<!(eos|bos|pad|unk|sep|mask|cls|eot|stop|next|first|last|image|video|audio|special|start|end|per|prompt|output|input|think|content)[_-]?)token(?!\\?[""']?[ \t]*[=:][ \t]*[0-9]{1,7}(\.[0-9]*)?([mµun]?s)?([\s,;)}\]]|$)))(?![a-z0-9_])(\\?[""'])?[ \t]*[=:][ \t]*(\[[ \t]*)?)" +
        @"(?!(none|null|true|false)\b|""""|'')" +
        @"(\\""[^""]*|""([^""\\]|\\.)*|'([^'\\]|\\.)*|[^\s&;""'<>]+)(?<![\]}\)\\,])",
        Options | RegexOptions.IgnoreCase, LongestMilliseconds)]
    private static partial Regex Named();

    /// <summary>An option of a command line, its value in the next word, or in the next text of a list.</summary>
    [GeneratedRegex(@"(?<name>(?<![a-z0-9_-])--?[a-z0-9_-]{0,40}(password|passwd|passphrase|secret|api[_-]?key|access[_-]?key|token)([ \t]+|[""'],[ \t]*(?=[""'])))(?![-<\[])(""[^""]*""?|'[^']*'?|\S+)", Options | RegexOptions.IgnoreCase, LongestMilliseconds)]
    private static partial Regex Option();

    /// <summary>The same option where its value is a word of its own.</summary>
    [GeneratedRegex(@"^--?[a-z0-9_-]{0,40}(password|passwd|passphrase|secret|api[_-]?key|access[_-]?key|token)\z", Options | RegexOptions.IgnoreCase, LongestMilliseconds)]
    private static partial Regex OptionWord();

    /// <summary>curl's and wget's options for a user with a password.</summary>
    [GeneratedRegex(@"^(-u|--user|--proxy-user)\z", Options, LongestMilliseconds)]
    private static partial Regex UserOption();

    /// <summary>A user and a password; numbers are docker's user and group.</summary>
    [GeneratedRegex(@"^(?<name>[^:/\s]+):(?![0-9]+\z).+\z", Options | RegexOptions.Singleline, LongestMilliseconds)]
    private static partial Regex UserAndPassword();

    /// <summary>A key in an address.</summary>
    [GeneratedRegex(@"(?<name>[?&][a-z0-9_.-]{0,40}(key|token|secret|sig|signature|password|pass|auth|code|credential)=)[^\s&#""'<>]+", Options | RegexOptions.IgnoreCase, LongestMilliseconds)]
    private static partial Regex OfQuery();

    /// <summary>Keys by the prefix that their issuer gives them. Where words have the prefix too, a digit or the length tells.</summary>
    [GeneratedRegex(
        @"(?<![A-Za-z0-9])((hf_|sk-|nvapi-|pypi-|ya29\.)((?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{8,}|[A-Za-z0-9_-]{20,})" +
        @"|(gh[pousr]_|github_pat_|glpat-|dckr_pat_|npm_|xox[abeoprs]-|gsk_|r8_|rpa_|lsv2_)[A-Za-z0-9_-]{8,}" +
        @"|(AKIA|ASIA)[A-Z0-9]{8,}|AIza[A-Za-z0-9_-]{20,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)?)",
        Options, LongestMilliseconds)]
    private static partial Regex Issued();
}
