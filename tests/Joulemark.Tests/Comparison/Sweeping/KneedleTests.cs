using Joulemark.Comparison.Sweeping;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Comparison.Sweeping;

public sealed class KneedleTests
{
    [Fact]
    public void Find_TheCurveOfThePaper_GivesThePapersKnee()
    {
        // Satopää et al. 2011, figure 2: y = −1 ÷ (x + 0.1) + 5 at ten points of 0 … 1 has its knee at 0.22.
        var x = Enumerable.Range(0, 10).Select(i => i / 9.0).ToArray();
        Assert.Equal(2, Kneedle.Find(x, [.. x.Select(v => (-1 / (v + 0.1)) + 5)]));
    }

    [Fact]
    public void Find_ThroughputThatSaturates_GivesWhereItDoes() =>
        Assert.Equal(3, Kneedle.Find([1, 2, 4, 8, 16, 32], [10, 20, 40, 80, 80, 80]));

    [Theory]
    [InlineData(1.0, 2.0, 3.0, 4.0, 5.0)] // a straight line
    [InlineData(5.0, 5.0, 5.0, 5.0, 5.0)] // nothing rises
    [InlineData(1.0, 1.5, 4.0, 9.0, 16.0)] // it rises ever more
    [InlineData(1.0, 2.1, 3.1, 4.0, 5.0)] // less of a bend than points are apart
    public void Find_WithoutABend_GivesNone(params double[] y) => Assert.Null(Kneedle.Find([1, 2, 3, 4, 5], y));

    [Fact]
    public void Resample_OfExactFigures_AlwaysGivesTheSameKnee()
    {
        var counts = Kneedle.Resample([1, 2, 4, 8, 16, 32], [.. new[] { 10.0, 20, 40, 80, 80, 80 }.Select(y => new Interval(y, y, y))], 100);
        Assert.Equal([0, 0, 0, 100, 0, 0], counts);
    }

    [Fact]
    public void Resample_OfUncertainFigures_SpreadsOverTheNeighbours_TheSameEachTime()
    {
        Interval[] y = [.. new[] { 10.0, 20, 40, 62, 80, 81 }.Select(v => new Interval(v, v - 12, v + 12))];
        var counts = Kneedle.Resample([1, 2, 4, 8, 16, 32], y, 1000);
        Assert.True(counts.Count(c => c > 25) >= 2, string.Join(", ", counts));
        Assert.Equal(counts, Kneedle.Resample([1, 2, 4, 8, 16, 32], y, 1000));
    }
}
