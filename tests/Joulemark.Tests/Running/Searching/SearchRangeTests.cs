using Joulemark.Planning;
using Joulemark.Running.Searching;
using Xunit;

namespace Joulemark.Tests.Running.Searching;

/// <summary>A value that is tried must be the one that is read back from the point's text, or a search would not know its points again.</summary>
public sealed class SearchRangeTests
{
    [Theory]
    [InlineData("load.rate", "[0.1234567, 0.33333333, 1.00000001]")]
    [InlineData("load.rate", "[0.1, 0.12345678901234567, 3]")]
    [InlineData("controls.gpu.power-limit", "[0.3333333kW, 0.27000001kW, 410123.4567mW]")]
    [InlineData("load.rate", "{ from: 0.1234567, to: 7.7777777 }")]
    public void Values_AreReadBackFromTheirTextAsTheSame(string path, string values)
    {
        var range = Bench.Range(path, values, resolution: 0.01);
        var tried = range.Coarse.Concat(range.Coarse.Zip(range.Coarse.Skip(1), range.Between).OfType<double>()).ToList();

        Assert.NotEmpty(tried);
        Assert.All(tried, v => Assert.Equal(v, SweptValue.Number(SpecKeys.ByPath[path], range.Text(v))));
    }

    [Fact]
    public void Values_OfAList_KeepTheirDigits() =>
        Assert.Equal(["0.00000012", "0.1234567", "2"], Bench.Range("load.rate", "[0.00000012, 0.1234567, 2]").Coarse.Select(v => Bench.Range("load.rate", "[1, 2]").Text(v)));
}
