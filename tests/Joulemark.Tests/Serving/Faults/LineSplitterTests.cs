using System.Text;
using CsCheck;
using Joulemark.Serving.Http;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

public sealed class LineSplitterTests
{
    [Fact]
    public void Lines_CutAnywhere_AreThoseOfTheText() => Gen.Select(Gen.OneOf("a", "b", "\r", "\n", "\r\n", "long text ", "é", "").Array[0, 60], Gen.Int[1, 9].Array[1, 8]).Sample(
        (parts, cuts) =>
        {
            var text = string.Concat(parts);
            var expected = text.Split('\n').Select(l => l.EndsWith('\r') ? l[..^1] : l).ToList();
            var bytes = Encoding.UTF8.GetBytes(text);

            var (lines, rest) = Split(bytes, cuts);

            Assert.Equal(expected[..^1], lines);
            Assert.Equal(text[(text.LastIndexOf('\n') + 1)..], rest);
        },
        iter: 5_000);

    [Fact]
    public void Line_ThatIsLong_IsWholeAndLeavesNoBuffer()
    {
        var splitter = default(LineSplitter);
        ReadOnlySpan<byte> bytes = new byte[200_000];
        Assert.False(splitter.TryRead(ref bytes, out _));
        bytes = "end\nnext\n"u8;

        Assert.True(splitter.TryRead(ref bytes, out var line));
        Assert.Equal(200_003, line.Length);
        Assert.True(splitter.TryRead(ref bytes, out line));
        Assert.Equal("next"u8, line);
        Assert.True(splitter.Rest.IsEmpty);
    }

    [Fact]
    public void Line_BeyondAllMeasure_IsSaidAndNotGiven()
    {
        var splitter = default(LineSplitter);
        ReadOnlySpan<byte> bytes = new byte[LineSplitter.LongestLine];
        Assert.False(splitter.TryRead(ref bytes, out _));
        Assert.False(splitter.IsTooLong);
        bytes = "x\n"u8;

        Assert.False(splitter.TryRead(ref bytes, out _));
        Assert.True(splitter.IsTooLong);
    }

    private static (List<string> Lines, string Left) Split(byte[] bytes, int[] cuts)
    {
        var splitter = default(LineSplitter);
        var lines = new List<string>();
        for (int start = 0, i = 0; start < bytes.Length; i++)
        {
            var piece = (ReadOnlySpan<byte>)bytes.AsSpan(start, Math.Min(cuts[i % cuts.Length], bytes.Length - start)).ToArray();
            start += piece.Length;
            while (!piece.IsEmpty && splitter.TryRead(ref piece, out var line))
                lines.Add(Encoding.UTF8.GetString(line));
        }

        var rest = Encoding.UTF8.GetString(splitter.Rest);
        splitter.Release();
        return (lines, rest);
    }
}
