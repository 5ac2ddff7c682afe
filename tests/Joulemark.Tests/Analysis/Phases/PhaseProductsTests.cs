using CsCheck;
using Joulemark.Analysis.Phases;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Analysis.Phases;

public sealed class PhaseProductsTests
{
    [Fact]
    public void Products_OfProducts_AreThoseOfAll() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 99], Gen.Int[0, 99], Gen.Int[0, 99]).Array[3, 60].Sample(drawn =>
        {
            var slices = drawn.Select(d => new PhaseSlice(1 + d.Item1, d.Item2, d.Item3, d.Item4)).ToArray(); // whole numbers, whose sums are exact
            var (one, all, parts) = (default(PhaseProducts), default(PhaseProducts), new PhaseProducts[2]);
            for (var i = 0; i < slices.Length; i++)
            {
                one.Add(in slices[i]);
                parts[i % 2].Add(in slices[i]);
            }

            all.Add(in parts[0]);
            all.Add(in parts[1]);
            return all.Solve().SequenceEqual(one.Solve());
        });

    /// <summary>The regression's sums as they are written in a book, and solved step by step: what the products give, and what is left over by them.</summary>
    [Fact]
    public void Sums_OfProducts_AreThoseOfTheSlices() =>
        Gen.Select(Gen.Double[0.5, 2], Gen.Double[0, 1e3], Gen.Double[0, 1e4], Gen.Double[0, 1e3]).Array[3, 60].Sample(drawn =>
        {
            var (sum, normal, product) = (default(PhaseProducts), new double[3, 3], new double[3]);
            foreach (var (seconds, prefill, decode, joules) in drawn)
            {
                var slice = new PhaseSlice(seconds, joules, prefill, decode);
                sum.Add(slice);
                double[] row = [slice.Seconds, slice.PrefillTokens, slice.DecodeTokens];
                for (var i = 0; i < 3; i++)
                {
                    product[i] += row[i] * slice.Joules;
                    for (var j = 0; j < 3; j++)
                        normal[i, j] += row[i] * row[j];
                }
            }

            var (expected, actual) = (NonNegativeLeastSquares.Solve(normal, product), sum.Solve());
            for (var i = 0; i < 3; i++)
                Assert.Equal(expected[i] * Math.Sqrt(normal[i, i]), actual[i] * Math.Sqrt(normal[i, i]), 1e-6 * Math.Sqrt(drawn.Sum(d => d.Item4 * d.Item4)));
            var left = drawn.Sum(d => Math.Pow(d.Item4 - (actual[0] * d.Item1) - (actual[1] * d.Item2) - (actual[2] * d.Item3), 2));
            Assert.Equal(left, sum.Left(actual), 1e-6 * drawn.Sum(d => d.Item4 * d.Item4));
        });
}
