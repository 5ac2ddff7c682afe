using CsCheck;
using Joulemark.Analysis;
using Joulemark.Analysis.Phases;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Analysis.Phases;

public sealed class PhaseEnergiesTests
{
    [Fact]
    public void Slices_OfKnownCosts_GiveThemBack()
    {
        var phases = Of(Slices(100, 100, 0.05, 0.4, noise: 0.02));
        Assert.Null(phases.Refusal);
        Assert.InRange(phases.Prefill.Value, 0.04, 0.06);
        Assert.InRange(phases.Decode.Value, 0.36, 0.44);
        Assert.True(phases.Prefill.Lower <= 0.05 && 0.05 <= phases.Prefill.Upper);
        Assert.True(phases.Decode.Lower <= 0.4 && 0.4 <= phases.Decode.Upper);
        Assert.InRange(phases.Explained, 0.8, 1);
    }

    [Fact]
    public void Intervals_OverRandomSlices_CoverTheTruthNearTheirRate()
    {
        const int trials = 100;
        var covered = Enumerable.Range(0, trials).Count(t =>
        {
            var decode = Of(Slices(60, 100, 0.05, 0.4, noise: 0.03, seed: t)).Decode;
            return decode.Lower <= 0.4 && 0.4 <= decode.Upper;
        });
        Assert.InRange(covered, 86, 100);
    }

    /// <summary>More slices than blocks tell the spread by are drawn in longer blocks.</summary>
    [Fact]
    public void Intervals_OverMoreSlicesThanBlocks_CoverTheTruthNearTheirRate_AndAreNoWider()
    {
        const int trials = 60;
        var (covered, widths) = (0, 0.0);
        for (var t = 0; t < trials; t++)
        {
            var decode = Of(Slices(2500, 100, 0.05, 0.4, noise: 0.03, seed: t)).Decode;
            covered += decode.Lower <= 0.4 && 0.4 <= decode.Upper ? 1 : 0;
            widths += (decode.Upper!.Value - decode.Lower!.Value) / trials;
        }

        var few = Of(Slices(1000, 100, 0.05, 0.4, noise: 0.03)).Decode; // one by one
        Assert.InRange(covered, 51, 60);
        Assert.InRange(widths / (few.Upper!.Value - few.Lower!.Value), 0.8 / Math.Sqrt(2.5), 1.2 / Math.Sqrt(2.5));
    }

    [Fact]
    public void Intervals_OverSlicesThatGoOnAlike_CoverTheTruthNearTheirRate()
    {
        // Load and what else takes power both go on from slice to slice (correlation 0.8): slices drawn one by one hold the truth in 61 % of cases.
        const int trials = 100;
        var covered = Enumerable.Range(0, trials).Count(t =>
        {
            var random = new SeededRandom(31, t);
            double Normal() => NormalDistribution.Quantile(Math.Max(1e-9, random.NextDouble()));
            var (p, d, e) = (Normal(), Normal(), Normal());
            double Next(double before) => (0.8 * before) + (0.6 * Normal());
            var slices = Enumerable.Range(0, 90).Select(_ =>
            {
                (p, d, e) = (Next(p), Next(d), Next(e));
                var (prefill, decode) = (Math.Max(0, 1500 * (1 + (0.6 * p))), Math.Max(0, 400 * (1 + (0.5 * d))));
                return new PhaseSlice(1, 100 + (0.02 * prefill) + (0.2 * decode) + (8 * e), prefill, decode);
            }).ToList();
            var interval = Of(slices).Decode;
            return interval.Lower <= 0.2 && 0.2 <= interval.Upper;
        });
        Assert.InRange(covered, 86, 100);
    }

    [Fact]
    public void Blocks_AreOneValue_WhereNeighboursHaveNothingInCommon_AndMoreTheMoreTheyHave()
    {
        var random = new SeededRandom(32);
        double[] Series(double r)
        {
            var (values, at) = (new double[600], 0.0);
            for (var i = 0; i < values.Length; i++)
                values[i] = at = (r * at) + random.NextDouble() - 0.5;
            return values;
        }

        Assert.InRange(BlockLength.Of(Series(0)), 1, 3);
        Assert.InRange(BlockLength.Of(Series(0.5)), 7, 15); // (2·0.5/0.75)^⅔ · 600^⅓ = 10.2
        Assert.Equal(10, BlockLength.Of([.. Enumerable.Range(0, 60).Select(i => (double)i)])); // six blocks at least
    }

    [Fact]
    public void Slices_OfOneMix_AreRefused()
    {
        var slices = Enumerable.Range(0, 60).Select(i => new PhaseSlice(1, 100 + i, 10 + i, 2 * (10 + i))).ToList();
        Assert.Contains("rise and fall together", Of(slices).Refusal, StringComparison.Ordinal);
    }

    /// <summary>Whatever the mix: a correlation of 1 that is rounded to more is none that tells the two apart.</summary>
    [Fact]
    public void Slices_OfAnyOneMix_AreRefused() =>
        Gen.Select(Gen.Double[0.01, 100], Gen.Double[1, 1000].Array[24, 60]).Sample((decode, prefill) =>
            Assert.Contains("rise and fall together", Of([.. prefill.Select((p, i) => new PhaseSlice(1, 100 + (p * (1 + (0.01 * (i % 3)))), p, decode * p))]).Refusal, StringComparison.Ordinal), iter: 300);

    [Fact]
    public void Slices_ThatAreTooFew_AreRefused() =>
        Assert.Contains("at least 24", Of(Slices(23, 100, 0.05, 0.4, noise: 0.01)).Refusal, StringComparison.Ordinal);

    [Fact]
    public void Noise_LargerThanTheCosts_IsRefused() =>
        Assert.Contains("only to", Of(Slices(60, 100, 0.0001, 0.001, noise: 0.3)).Refusal, StringComparison.Ordinal);

    [Fact]
    public void Refused_Phases_HaveNoValue() =>
        Assert.All(PhaseEnergies.Of(PhaseSlices.None).Metrics(), m => Assert.Equal((null, null), (m.Estimate.Value, m.Estimate.Lower)));

    [Fact]
    public void Run_OfAConstantLoad_IsRefused()
    {
        var result = RunAnalyzer.Analyze(SampleRun.Make());
        var prefill = result.Configurations[SampleRun.Configuration].Metrics["prefill_energy_per_token"];
        Assert.Null(prefill.Value);
        Assert.StartsWith("not given: ", prefill.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void NonNegativeLeastSquares_OfAnyProblem_FulfilsKuhnAndTucker() =>
        Gen.Select(Gen.Double[0, 10].Array[3].Array[4, 20], Gen.Double[-10, 10].Array[20]).Sample((rows, y) =>
        {
            var (normal, product) = (new double[3, 3], new double[3]);
            for (var r = 0; r < rows.Length; r++)
            {
                for (var i = 0; i < 3; i++)
                {
                    product[i] += rows[r][i] * y[r];
                    for (var j = 0; j < 3; j++)
                        normal[i, j] += rows[r][i] * rows[r][j];
                }
            }

            var x = NonNegativeLeastSquares.Solve(normal, product);
            for (var i = 0; i < 3; i++)
            {
                // No coefficient is negative; none at 0 would help by growing; none above 0 would help by changing.
                var gradient = product[i] - Enumerable.Range(0, 3).Sum(j => normal[i, j] * x[j]);
                var tolerance = 1e-6 * (1 + Math.Abs(product[i]) + normal[i, i]);
                Assert.True(x[i] >= 0);
                Assert.True(x[i] > 0 ? Math.Abs(gradient) < tolerance : gradient < tolerance, $"{i}: {x[i]}, {gradient}");
            }
        });

    private static PhaseEnergies Of(List<PhaseSlice> slices) => PhaseEnergies.Of(PhaseSlices.Of(slices));

    private static List<PhaseSlice> Slices(int count, double watts, double prefill, double decode, double noise, int seed = 1)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var (p, d) = (1000 * random.NextDouble(), 200 * random.NextDouble());
            var joules = watts + (prefill * p) + (decode * d);
            return new PhaseSlice(1, joules * (1 + (noise * NormalDistribution.Quantile(Math.Max(1e-9, random.NextDouble())))), p, d);
        })];
    }
}
