using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Joulemark.IntegrationTests.Harness;

/// <summary>What a command shows on terminals of several widths.</summary>
internal static partial class Shown
{
    private const int Endless = 2000;

    /// <summary>Rules and rows of a table, and rows that are shown one by one; a validity reason, which a busy machine may add, is a sentence.</summary>
    public static bool IsOfATable(string line) =>
        line.StartsWith('|') || line.StartsWith('+') || (line.StartsWith("  ", StringComparison.Ordinal) && line.Contains(": ", StringComparison.Ordinal) && !Reason().IsMatch(line));

    /// <summary>The output on a terminal of so many columns.</summary>
    public static async Task<string> AtAsync(IEnumerable<string> command, int columns) =>
        (await CliProcess.RunAsync(command, new Dictionary<string, string> { ["COLUMNS"] = columns.ToString(CultureInfo.InvariantCulture) })).Expect(0, 3).Output;

    /// <summary>Whatever the width: each word is there that a terminal without an end shows in its table, none is broken, and no line of a table is too long.</summary>
    /// <param name="command">The command, whose output is the same each time.</param>
    /// <param name="isHeld">Lines that have to fit.</param>
    /// <param name="headings">Headings of the rows' names, which have none where they are shown one by one.</param>
    public static async Task StaysWholeAsync(IReadOnlyList<string> command, Func<string, bool> isHeld, params string[] headings)
    {
        var words = Words((await AtAsync(command, Endless)).Split('\n').Where(l => l.StartsWith('|'))).Except(headings).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(words);
        foreach (var columns in (int[])[60, 80])
        {
            var narrow = await AtAsync(command, columns);
            Assert.Subset(Words(narrow.Split('\n')).ToHashSet(StringComparer.Ordinal), words);
            Assert.All(narrow.Split('\n').Where(isHeld), l => Assert.InRange(l.TrimEnd().Length, 0, columns));
        }
    }

    [GeneratedRegex("^  ([a-z]+(-[a-z]+)+|uncertain|throttled|overloaded|incomplete): ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reason();

    // A heading is followed by a colon where rows are shown one by one.
    private static IEnumerable<string> Words(IEnumerable<string> lines) =>
        lines.SelectMany(l => l.Split([' ', '|', '·'], StringSplitOptions.RemoveEmptyEntries)).Select(w => w.TrimEnd(':')).Where(w => !w.StartsWith("--", StringComparison.Ordinal));
}
