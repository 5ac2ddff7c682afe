using System.Text;
using Joulemark.Storage;
using Xunit;

namespace Joulemark.Tests.Storage;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\nb\n", new[] { "a", "b" })]
    [InlineData("a\r\n\r\nb", new[] { "a", "", "b" })]
    [InlineData("\uFEFFa\nb", new[] { "a", "b" })]
    public void Lines_OfAFile_AreReadWithoutTheirEnds(string text, string[] expected) => Assert.Equal(expected, Read(text));

    [Fact]
    public void Line_LongerThanTheBuffer_IsReadWhole()
    {
        var longest = new string('x', 1_000_000);
        Assert.Equal(["a", longest, "b"], Read($"a\n{longest}\nb"));
    }

    private static List<string> Read(string text)
    {
        var lines = new List<string>();
        using var reader = new LineReader(new DrippingStream(Encoding.UTF8.GetBytes(text)));
        while (reader.Read(out var line))
            lines.Add(Encoding.UTF8.GetString(line));
        return lines;
    }

    /// <summary>Gives a few bytes at a time, as a stream may.</summary>
    private sealed class DrippingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 70_001));
    }
}
