using System.Text.RegularExpressions;
using Joulemark.Diagnostics;
using Joulemark.Tests.Architecture;
using Xunit;

namespace Joulemark.Tests.Diagnostics;

public sealed partial class ExplanationsTests
{
    [Fact]
    public void EveryValidityReason_HasAMeaningAndARemedy()
    {
        var docs = File.ReadAllText(Path.Combine(Repository.Root, "docs/diagnostics.md"));
        var section = docs[docs.IndexOf("## Validity reasons", StringComparison.Ordinal)..docs.IndexOf("## What to do about", StringComparison.Ordinal)];
        var codes = Codes().Matches(section).Select(m => m.Groups["code"].Value).ToList();
        Assert.True(codes.Count > 40);
        Assert.All(codes, code => Assert.False(string.IsNullOrEmpty(Explanations.Of(code)?.Remedy), $"{code} has no row in “What to do about a validity reason” of docs/diagnostics.md"));
    }

    [Theory]
    [InlineData("interrupted", "joulemark run SPEC --resume RUN")]
    [InlineData("incomplete", "joulemark run SPEC --resume RUN")]
    [InlineData("window-too-short", "A measured command has none: give it as much more to do")]
    [InlineData("uncertain", "a measured command")]
    public void Remedy_IsOneThatThereIs(string code, string remedy) => Assert.Contains(remedy, Explanations.RemedyOf(code), StringComparison.Ordinal);

    [Fact]
    public void EveryDiagnostic_IsExplained()
    {
        var ids = Ids().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/diagnostics.md"))).Select(m => m.Groups["id"].Value).ToList();
        Assert.True(ids.Count > 100);
        Assert.All(ids, id => Assert.False(string.IsNullOrEmpty(Explanations.Of(id)?.Meaning), $"{id} has no explanation"));
    }

    [GeneratedRegex(@"^\| `(?<code>[a-z-]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Codes();

    [GeneratedRegex(@"^\| (?<id>JM[0-9]{4}) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Ids();
}
