using Joulemark.Planning;
using Xunit;

namespace Joulemark.Tests.Planning;

public sealed class WordListTests
{
    [Theory]
    [InlineData("a b", "a|b")]
    [InlineData("  --x=1,2\t'two words' ", "--x=1,2|two words")]
    [InlineData("\"a \\\"b\\\" c\" d\\ e", "a \"b\" c|d e")]
    [InlineData("''", "")]
    [InlineData("[\"--a\",\"b, c\"]", "--a|b, c")]
    [InlineData("[unclosed", "[unclosed")]
    public void Parse_OfWhatOneWouldType_GivesItsWords(string text, string words) => Assert.Equal(words.Split('|'), WordList.Parse(text));

    [Theory]
    [InlineData("'open")]
    [InlineData("\"open")]
    [InlineData("[1]")]
    public void Parse_OfWhatCannotBeMeant_Throws(string text) => Assert.Throws<FormatException>(() => WordList.Parse(text));

    [Fact]
    public void Format_ReadAgain_IsTheSame()
    {
        string[] words = ["a", "", "b c", "\"q\" 'r' \\", "é,ü", "[x]"];
        Assert.Equal(words, WordList.Parse(WordList.Format(words)));
        Assert.Equal(words, WordList.Parse(WordList.Show(words)));
    }

    [Theory]
    [InlineData("[--dtype, \"a b\"]")]
    [InlineData("--dtype 'a b'")]
    [InlineData("'[\"--dtype\",\"a b\"]'")]
    public void Spec_InAnyForm_KeepsTheWords(string yaml)
    {
        var document = SpecParser.Parse($"{Specs.Minimal}\nvary: {{ server.launch.options: [{(yaml.StartsWith("--", StringComparison.Ordinal) ? $"\"{yaml}\"" : yaml)}] }}", "t.yaml");
        Assert.Empty(document.Problems);
        Assert.Equal(["--dtype", "a b"], WordList.Parse(Assert.Single(Assert.Single(document.Vary).Values)));
    }

    [Theory]
    [InlineData("64GiB", 64L << 30)]
    [InlineData("1.5 GB", 1_500_000_000)]
    public void Size_WithItsUnit_IsBytes(string text, long bytes) => Assert.Equal(bytes, SpecValueParser.Number(SpecValueType.Size, text));

    [Theory]
    [InlineData("64")]
    [InlineData("64 GBit")]
    public void Size_WithoutAUnit_IsNone(string text) => Assert.Null(SpecValueParser.Number(SpecValueType.Size, text));
}
