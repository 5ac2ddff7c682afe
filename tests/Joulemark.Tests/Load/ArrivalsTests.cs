using CsCheck;
using Joulemark.Load;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Load;

public sealed class ArrivalsTests
{
    [Fact]
    public void SeededRandom_FromStateZero_IsSplitMix64() =>
        Assert.Equal((0xE220A8397B1DCDAF >> 11) * (1.0 / (1L << 53)), new SeededRandom().NextDouble());

    [Fact]
    public void SeededRandom_ByItsParts_IsTheSameOrAnother()
    {
        Assert.Equal(new SeededRandom(1, 2, 3).NextInt64(), new SeededRandom(1, 2, 3).NextInt64());
        Assert.NotEqual(new SeededRandom(1, 2, 3).NextInt64(), new SeededRandom(1, 3, 2).NextInt64());
        Assert.NotEqual(new SeededRandom(1, 2, 3).NextInt64(), new SeededRandom(2, 2, 3).NextInt64());
    }

    [Fact]
    public void SeededRandom_InARange_StaysInIt() =>
        Gen.Select(Gen.Long, Gen.Int[-1000, 1000], Gen.Int[1, 1000]).Sample((seed, from, span) =>
        {
            var random = new SeededRandom(seed);
            var values = Enumerable.Range(0, 200).Select(_ => random.Next(from, from + span)).ToList();
            Assert.All(values, v => Assert.InRange(v, from, from + span - 1));
            Assert.All(Enumerable.Range(0, 200).Select(_ => random.NextDouble()), v => Assert.True(v is >= 0 and < 1));
        }, iter: 50);

    /// <summary>A seed's schedule must be the same next year: these are what the first release had.</summary>
    [Theory]
    [InlineData("poisson", 1, new[] { 0.420515685, 3.53834161, 4.204553886, 4.274287632 })]
    [InlineData("gamma", 0.5, new[] { 4.178476203, 4.651419225, 6.097467534, 6.214479746 })]
    [InlineData("gamma", 4, new[] { 1.406944166, 2.246632215, 3.13337579, 3.64814224 })]
    public void Schedule_OfASeed_IsTheSameForEver(string arrival, double burstiness, double[] expected) =>
        Assert.Equal(expected, Arrivals.Times(arrival, burstiness, new SeededRandom(42)).Take(4).Select(t => Math.Round(t, 9)));

    [Theory]
    [InlineData("constant", 1, 0)]
    [InlineData("poisson", 1, 1)]
    [InlineData("gamma", 1, 1)]
    [InlineData("gamma", 0.25, 4)]
    [InlineData("gamma", 0.7, 1 / 0.7)]
    [InlineData("gamma", 3, 1 / 3.0)]
    [InlineData("gamma", 50, 1 / 50.0)]
    public void Intervals_OfAnyArrival_HaveMeanOneAndTheSquaredVariationAskedFor(string arrival, double burstiness, double variation)
    {
        const int Count = 200_000;
        double last = 0;
        var intervals = Arrivals.Times(arrival, burstiness, new SeededRandom(7)).Take(Count).Select(t => (t - last, last = t).Item1).ToList();
        var mean = intervals.Average();
        var squares = intervals.Sum(i => (i - mean) * (i - mean)) / Count / (mean * mean);

        // Five standard errors: of the mean √(v/n), and of the variance √((μ₄/σ⁴ − 1)/n), a gamma's kurtosis being 3 + 6v.
        Assert.InRange(mean, 1 - (5 * Math.Sqrt(variation / Count)) - 1e-9, 1 + (5 * Math.Sqrt(variation / Count)) + 1e-9);
        var error = 5 * variation * Math.Sqrt((2 + (6 * variation)) / Count);
        Assert.InRange(squares, variation - error - 1e-9, variation + error + 1e-9);
    }

    [Fact]
    public void Gamma_OfShapeOne_IsExponential()
    {
        // Kolmogorov and Smirnov: the distance from the exponential stays below the bound of one in a million.
        const int Count = 50_000;
        var random = new SeededRandom(11);
        var sorted = Enumerable.Range(0, Count).Select(_ => Arrivals.Gamma(1, random)).Order().ToList();
        var distance = sorted.Select((x, i) => Math.Abs(1 - Math.Exp(-x) - ((i + 0.5) / Count))).Max();
        Assert.True(distance < 2.7 / Math.Sqrt(Count), $"distance {distance}");
    }
}
