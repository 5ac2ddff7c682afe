using System.Text.RegularExpressions;
using Xunit;

namespace Joulemark.Tests.Faults;

/// <summary>The table "What is done about each fault" of docs/diagnostics.md, held against the docs themselves and the tests here.</summary>
public sealed partial class FaultTableTests
{
    private const string Heading = "## What is done about each fault";
    private static readonly string Root = FindRoot();
    private static readonly string[] Docs = File.ReadAllText(Path.Combine(Root, "docs/diagnostics.md")).Split(Heading);

    public static TheoryData<string> Codes => [.. Rows().SelectMany(r => CodePattern().Matches(r[2])).Select(m => m.Value.Trim('`')).Distinct(StringComparer.Ordinal)];

    [Fact]
    public void Row_OfTheTable_SaysWhatIsDone() => Assert.All(Rows(), row =>
    {
        Assert.Equal(3, row.Length);
        Assert.All(row, cell => Assert.NotEqual("", cell));
        Assert.True(row[2] == "–" || CodePattern().IsMatch(row[2]), row[2]);
    });

    [Theory]
    [MemberData(nameof(Codes))]
    public void Code_OfTheTable_IsExplainedAndTested(string code)
    {
        Assert.Matches($@"(?m)^\| `?{code}`? \|", Docs[0]);
        var tests = Directory.EnumerateFiles(Path.Combine(Root, "tests/Joulemark.Tests/Faults"), "*.cs").Select(File.ReadAllText);
        Assert.Contains(tests, text => text.Contains($"\"{code}\"", StringComparison.Ordinal));
    }

    /// <summary>The cells of each row; the first two lines are the head.</summary>
    private static IEnumerable<string[]> Rows() => Docs[1].Split('\n').Where(l => l.StartsWith('|')).Skip(2)
        .Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray());

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Joulemark.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder;
    }

    [GeneratedRegex("`[a-z-]+`|JM[0-9]{4}", RegexOptions.None, 1000)]
    private static partial Regex CodePattern();
}
