using System.Text.RegularExpressions;

namespace Joulemark.Workloads;

/// <summary>
/// Right when output and answer are equal but for case, punctuation, articles and white space, as SQuAD and HELM compare
/// (quasi-exact match). An answer of one letter is a choice: the output's first word must be that letter.
/// </summary>
internal sealed partial class QuasiExactScorer : IScorer
{
    public string Name => "quasi-exact";

    public bool IsCorrect(string output, string answer)
    {
        if (answer.Trim() is { Length: 1 } letter && char.IsLetter(letter[0]))
            return WordPattern().Match(output) is { Success: true } first && first.Value.Equals(letter, StringComparison.OrdinalIgnoreCase);
        return Normal(output) is { Length: > 0 } given && given == Normal(answer);
    }

    private static string Normal(string text) =>
        SpacePattern().Replace(ArticlePattern().Replace(SignPattern().Replace(text.ToLowerInvariant(), ""), " "), " ").Trim();

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"[\p{P}$+<=>^`|~]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SignPattern();

    [GeneratedRegex(@"\b(a|an|the)\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ArticlePattern();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SpacePattern();
}
