using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Statistics;

/// <summary>Our own statistics against an independent implementation: eng/statistics-references.py made the figures, with scipy 1.10.1.</summary>
public sealed class ReferenceTests
{
    private static readonly double[] A = [10.1, 9.8, 10.4, 10.0, 9.9];
    private static readonly double[] B = [11.2, 10.9, 11.6, 11.1, 11.4, 11.0];
    private static readonly double[] Pair = [11.2, 10.9, 11.3, 11.1, 11.0];
    private static readonly double[] Skewed = [1.1, 1.3, 0.9, 4.2, 1.6, 1.2, 2.8, 1.0, 1.4, 1.9, 1.1, 7.5];

    [Theory]
    [InlineData(-8, 6.2209605742717405e-16)]
    [InlineData(-3, 0.0013498980316300933)]
    [InlineData(-1.5, 0.066807201268858071)]
    [InlineData(-0.1, 0.46017216272297101)]
    [InlineData(0, 0.5)]
    [InlineData(0.7, 0.75803634777692697)]
    [InlineData(2.9, 0.99813418669961596)]
    [InlineData(3.1, 0.99903239678678168)]
    [InlineData(6, 0.9999999990134123)]
    public void Cumulative_OfNormal_Matches(double z, double expected) =>
        Assert.Equal(expected, NormalDistribution.Cumulative(z), 1e-12 * expected);

    [Theory]
    [InlineData(1e-10, -6.3613409024040557)]
    [InlineData(1e-4, -3.7190164854556804)]
    [InlineData(0.025, -1.9599639845400545)]
    [InlineData(0.3, -0.52440051270804089)]
    [InlineData(0.5, 0)]
    [InlineData(0.9, 1.2815515655446004)]
    [InlineData(0.999, 3.0902323061678132)]
    public void Quantile_OfNormal_Matches(double p, double expected) =>
        Assert.Equal(expected, NormalDistribution.Quantile(p), 1e-12);

    [Fact]
    public void Welch_OfTwoSets_Matches()
    {
        var ratio = LogRatio.Welch(A, B);
        Near(1.1155198623712412, 1.0808020242416592, 1.1513529170320258, ratio.Interval(), 1e-10);
        Assert.Equal(8.700115641847026, ratio.Degrees, 1e-9);
        Assert.Equal(3.085222428098895e-05, ratio.PDifferent, 1e-12);
        Assert.Equal(1.05, ratio.Interval(1 - (2 * 0.0009970181018243984)).Lower!.Value, 1e-9); // the confidence of an interval is that of the one-sided test at its end
        Assert.Equal(1.15, ratio.Interval(1 - (2 * 0.028651378172918296)).Upper!.Value, 1e-9);
    }

    [Fact]
    public void Paired_OfNeighbours_Matches()
    {
        var ratio = LogRatio.Paired(A, Pair);
        Near(1.1057183803662631, 1.092283294879079, 1.1193187174167498, ratio.Interval(), 1e-10);
        Assert.Equal(2.1830641741652233e-05, ratio.PDifferent, 1e-12);
    }

    [Fact]
    public void MannWhitney_WithoutTies_IsExact()
    {
        Assert.Equal((30.0, 0.004329004329004329), MannWhitneyTest.Test(A, B), new Close());
        Assert.Equal((25.0, 0.007936507936507936), MannWhitneyTest.Test(A, Pair), new Close());
        Assert.Equal((17.0, 0.1111111111111111), MannWhitneyTest.Test([1, 2, 3, 4], [2.5, 3.5, 4.5, 5.5, 6.5]), new Close());
    }

    [Fact]
    public void MannWhitney_WithTies_Matches() =>
        Assert.Equal((33.5, 0.07826242947714618), MannWhitneyTest.Test([1, 2, 2, 3, 3, 3, 4], [2, 3, 4, 4, 5, 5]), new Close());

    [Fact]
    public void Bootstrap_OfSkewedSample_IsNearTheReference()
    {
        // 200,000 resamples there, 4,000 here: the ends scatter by some percent.
        var interval = BootstrapInterval.Of(Skewed, s => s.Average());
        Assert.Equal(1.45, interval.Lower!.Value, 0.06);
        Assert.Equal(3.875, interval.Upper!.Value, 0.25);
        Assert.Equal(interval, BootstrapInterval.Of(Skewed, s => s.Average()));
    }

    [Fact]
    public void PairedShares_Match()
    {
        Near(5 / 80.0, -0.047220512659551225, 0.1742853228911888, ShareDifference.Paired(onlyFirst: 7, onlySecond: 12, items: 80), 1e-5);
        Near(-6 / 44.0, -0.294785605305956, 0.02009579720233775, ShareDifference.Paired(onlyFirst: 9, onlySecond: 3, items: 44), 1e-5);
    }

    // Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, table II, method 10: 56/70 − 48/80 and 9/10 − 3/10.
    [Theory]
    [InlineData(48, 80, 56, 70, 0.0524, 0.3339)]
    [InlineData(3, 10, 9, 10, 0.1705, 0.8090)]
    public void IndependentShares_OfPublishedExample_Match(int first, int ofFirst, int second, int ofSecond, double lower, double upper) =>
        Near((second / (double)ofSecond) - (first / (double)ofFirst), lower, upper, ShareDifference.Independent(first, ofFirst, second, ofSecond), 0.0001);

    private static void Near(double value, double lower, double upper, Interval actual, double tolerance)
    {
        Assert.Equal(value, actual.Value, tolerance);
        Assert.Equal(lower, actual.Lower!.Value, tolerance);
        Assert.Equal(upper, actual.Upper!.Value, tolerance);
    }

    private sealed class Close : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) => Math.Abs(x.Item1 - y.Item1) < 1e-12 && Math.Abs(x.Item2 - y.Item2) < 1e-9;

        public int GetHashCode((double, double) obj) => 0;
    }
}
