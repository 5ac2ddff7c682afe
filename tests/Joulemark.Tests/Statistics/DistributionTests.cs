using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Statistics;

public sealed class DistributionTests
{
    private static readonly double[] Shares = [0, 0.01, 0.5, 0.9, 0.99, 0.999, 1];

    [Fact]
    public void Quantile_OfFewValues_IsTheSamples()
    {
        var distribution = Of([4, 1, 3, 2]);
        Assert.True(distribution.IsExact);
        Assert.Equal((2.5, 2.5, 4), (distribution.At(0.5), distribution.Mean, distribution.Count));
    }

    [Fact]
    public void Quantile_OfMoreThanIsKept_IsWithinItsStatedError()
    {
        // Nine orders of magnitude, so that every part of the bins is met.
        var random = new Random(7);
        var values = Enumerable.Range(0, Distribution.MostExact + 100_000).Select(_ => Math.Exp((random.NextDouble() * 20) - 18)).ToList();
        var distribution = Of(values);
        values.Sort();
        Assert.False(distribution.IsExact);
        Assert.All(Shares, p => Assert.Equal(1, distribution.At(p) / values[(int)Math.Round(p * (values.Count - 1))], Distribution.RelativeError));
        Assert.All(Shares, p => Assert.InRange(values[(int)Math.Round(p * (values.Count - 1))], distribution.AtLeast(p), distribution.AtMost(p)));
        Assert.Equal(values.Average(), distribution.Mean, 1e-9 * values.Average());
    }

    [Theory]
    [InlineData(10, 20)]
    [InlineData(0, 20)]
    [InlineData(Distribution.MostExact, 1)]
    [InlineData(5, Distribution.MostExact + 1)]
    [InlineData(Distribution.MostExact + 1, Distribution.MostExact + 2)]
    public void Values_OfTwoTogether_AreThoseOfOneThatHasThemAll(int ofOne, int ofOther)
    {
        var random = new Random(7);
        List<double> Values(int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Exp((random.NextDouble() * 20) - 18))];
        var (one, other) = (Values(ofOne), Values(ofOther));
        var (all, both) = (Of([.. one, .. other]), Of(one).And(Of(other)));
        Assert.Equal((all.Count, all.IsExact), (both.Count, both.IsExact));
        Assert.All(Shares, p => Assert.Equal(all.At(p), both.At(p)));
        Assert.Equal(all.Mean, both.Mean, 1e-12 * all.Mean);
        Assert.Equal(all.StandardError, both.StandardError, 1e-9 * all.StandardError);
    }

    [Fact]
    public void Values_BelowTheClocksStep_CountAsNothing()
    {
        var distribution = Of([.. Enumerable.Repeat(-1.0, 10), .. Enumerable.Repeat(0.0, 10), .. Enumerable.Repeat(5.0, Distribution.MostExact)]);
        Assert.Equal(0, distribution.At(0));
        Assert.Equal(5, distribution.At(1), 5 * Distribution.RelativeError);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void Ranks_OfManyValues_AreThoseOfTheNormalApproximation(double p)
    {
        const int n = 10_000_000;
        var (lower, upper) = Quantiles.Ranks(n, p);
        var half = 1.96 * Math.Sqrt(n * p * (1 - p));
        Assert.Equal((n * p) - half, lower!.Value, 0.02 * half);
        Assert.Equal((n * p) + half, upper!.Value, 0.02 * half);
    }

    [Fact]
    public void Clusters_OfLikeThings_WidenTheError()
    {
        // Ten clusters of a thousand equal values: as uncertain as ten values, not as ten thousand.
        var clustered = new ClusteredShare();
        var single = new Distribution();
        for (var i = 0; i < 10; i++)
        {
            clustered.Add(1000.0 * i, 1000);
            single.Add(i);
        }

        Assert.Equal(4.5, clustered.Value, 1e-12);
        Assert.Equal(single.StandardError, clustered.StandardError, 1e-9);
    }

    private static Distribution Of(IEnumerable<double> values)
    {
        var distribution = new Distribution();
        foreach (var value in values)
            distribution.Add(value);
        return distribution;
    }
}
