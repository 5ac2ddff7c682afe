using System.Globalization;
using System.Text.RegularExpressions;

namespace Joulemark.Workloads;

/// <summary>
/// Right when the last number of the output equals the answer's, as GSM8K is scored: thousands separators, currency signs
/// and a trailing full stop do not matter.
/// </summary>
internal sealed partial class FinalNumberScorer : IScorer
{
    public string Name => "final-number";

    public bool IsCorrect(string output, string answer) =>
        Last(output) is { } given && Last(answer) is { } expected && given == expected;

    private static decimal? Last(string text)
    {
        var match = NumberPattern().Matches(text).LastOrDefault();
        return match is not null && decimal.TryParse(match.Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? number : null;
    }

    // A minus counts as a sign only where it does not join two numbers ("3-4" ends in 4).
    [GeneratedRegex(@"(?<![\d.])-?\d[\d,]*(\.\d+)?|\d[\d,]*(\.\d+)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NumberPattern();
}
