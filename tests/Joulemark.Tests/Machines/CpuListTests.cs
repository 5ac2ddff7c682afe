using Joulemark.Machines.Linux;
using Xunit;

namespace Joulemark.Tests.Machines;

public sealed class CpuListTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0,18", "0 18")]
    [InlineData("0-3,8", "0 1 2 3 8")]
    [InlineData(" 2 , 4 ", "2 4")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("a-b", "")]
    [InlineData("3-1", "")]
    [InlineData("1-2-3", "")]
    [InlineData("0-99999999", "")]
    public void Parse_OfAList_GivesItsNumbers(string? text, string expected) =>
        Assert.Equal(expected, string.Join(' ', CpuList.Parse(text)));
}
