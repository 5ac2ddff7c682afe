using Joulemark.Onnx.Server;
using Xunit;

namespace Joulemark.Tests.Onnx;

public sealed class StopTextTests
{
    [Theory]
    [InlineData(new[] { "ab", "cd; ", "ef" }, new[] { "; " }, "abcd")]
    [InlineData(new[] { "a", "b", "c", "d" }, new[] { "bc" }, "a")]
    [InlineData(new[] { "a", "b", "x", "d" }, new[] { "bc" }, "abxd")]
    [InlineData(new[] { "a", "b" }, new[] { "bc" }, "ab")]
    [InlineData(new[] { "aab" }, new[] { "zz", "ab" }, "a")]
    [InlineData(new[] { "a", "b" }, new string[0], "ab")]
    public void Text_WithStops_EndsBeforeTheFirst(string[] pieces, string[] stops, string expected)
    {
        var stop = new StopText(stops);
        var text = "";
        foreach (var piece in pieces.TakeWhile(_ => !stop.IsStopped))
            text += stop.Take(piece);
        Assert.Equal(expected, text + stop.Rest());
    }

    [Fact]
    public void Text_ThatMayBeginAStop_IsHeldBack()
    {
        var stop = new StopText(["<end>"]);
        Assert.Equal("x", stop.Take("x<e"));
        Assert.Equal("<ex", stop.Take("x"));
    }
}
