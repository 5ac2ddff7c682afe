using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Statistics;

/// <summary>Intervals of quantiles whose values come in sections that differ, held to what they say by simulation and to figures by hand.</summary>
public sealed class SectioningTests
{
    [Fact]
    public void Interval_OfSectionsThatDiffer_IsStudentsOverTheirLogarithms()
    {
        // Quantiles of e⁻¹, 1 and e around a whole of 1: standard error 1/√3, t of two degrees of freedom 4.3027.
        var interval = Sectioning.Widen(new Interval(1, 0.9, 1.1), [Math.Exp(-1), 1, Math.E]);
        Assert.Equal(4.302653 / Math.Sqrt(3), Math.Log(interval.Upper!.Value), 1e-6);
        Assert.Equal(-4.302653 / Math.Sqrt(3), Math.Log(interval.Lower!.Value), 1e-6);
    }

    [Fact]
    public void Interval_OfSectionsThatAreAlike_IsThatOfTheirValues() =>
        Assert.Equal(new Interval(1, 0.9, 1.1), Sectioning.Widen(new Interval(1, 0.9, 1.1), [1, 1.001, 0.999]));

    [Fact]
    public void Interval_OfLagsAroundNothing_IsOnTheirOwnScale()
    {
        var interval = Sectioning.Widen(new Interval(0, 0, 0), [-1, 0, 1]);
        Assert.Equal(4.302653 / Math.Sqrt(3), interval.Upper!.Value, 1e-6);
    }

    /// <summary>Three windows of 1, 1 and 100 ms, and of gaps of which most are none: what they scatter by is more than there is below.</summary>
    [Fact]
    public void Ends_OfTimes_AreNeverBelowNothing()
    {
        var times = new SectionedDistribution(3);
        foreach (var (section, seconds) in ((int, double)[])[(0, 0.001), (1, 0.001), (2, 0.1)])
        {
            for (var i = 0; i < 50; i++)
                times.Add(i % 4 == 0 || section == 2 ? seconds : 0, section);
        }

        foreach (var interval in (Interval[])[times.Mean(times.Whole.StandardError, times.Count), times.Quantile(0.5), times.Widen(new Interval(0.001, 0.0005, 0.002), 0.5)])
        {
            Assert.Equal(0, interval.Lower);
            Assert.True(interval.Upper > 0.1);
        }
    }

    [Fact]
    public void Interval_OfTooFewValues_StaysMissing() =>
        Assert.Null(Sectioning.Widen(new Interval(1, null, null), [1, 5]).Upper);

    [Theory]
    [InlineData(3, 0.5)]
    [InlineData(10, 0.5)]
    [InlineData(3, 0.99)]
    [InlineData(10, 0.99)]
    public void Interval_OfWindowsThatDifferByATenth_HoldsTheQuantile(int windows, double p)
    {
        // Latencies scatter by half within a window, and windows by a tenth: independent values would hold the median in 30 % of trials.
        const int trials = 400, requests = 500;
        const double between = 0.1, within = 0.5;
        var random = new Random(11);
        double Normal() => NormalDistribution.Quantile(Math.Clamp(random.NextDouble(), 1e-12, 1 - 1e-12));
        var truth = Math.Exp(NormalDistribution.Quantile(p) * Math.Sqrt((between * between) + (within * within)));
        var (held, heldAsIndependent) = (0, 0);
        for (var trial = 0; trial < trials; trial++)
        {
            var times = new SectionedDistribution(windows);
            for (var window = 0; window < windows; window++)
            {
                var shift = between * Normal();
                for (var i = 0; i < requests; i++)
                    times.Add(Math.Exp(shift + (within * Normal())), window);
            }

            held += Holds(times.Quantile(p), truth);
            heldAsIndependent += Holds(times.Whole.Quantile(p), truth);
        }

        Assert.InRange(held / (double)trials, 0.92, 1); // 95 % less three standard errors of the simulation
        Assert.InRange(heldAsIndependent / (double)trials, 0, 0.85);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public void Mean_OfWindows_HasTheWiderOfTheTwoErrors(double shift)
    {
        var times = new SectionedDistribution(3);
        for (var i = 0; i < 300; i++)
            times.Add(1 + (0.01 * (i % 10)) + (shift * (i % 3)), i % 3);
        var interval = times.Mean(times.Whole.StandardError, times.Count);
        Assert.Equal(1.045 + shift, interval.Value, 1e-9);

        // Three means of 1.045, 1.045 + s and 1.045 + 2 s, nearly: their standard error is s/√3.
        Assert.Equal(Math.Max(1.968 * times.Whole.StandardError, 4.302653 * shift / Math.Sqrt(3)), interval.Upper!.Value - interval.Value, 0.02);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(Distribution.MostExact + 5000)]
    public void Whole_OfSections_IsTheDistributionOfAllValues(int count)
    {
        var random = new Random(3);
        var (times, plain) = (new SectionedDistribution(4), new Distribution());
        for (var i = 0; i < count; i++)
        {
            var value = Math.Exp(random.NextDouble() * 5);
            times.Add(value, i * 4 / count);
            plain.Add(value);
        }

        Assert.Equal(plain.IsExact, times.Whole.IsExact);
        Assert.All((double[])[0, 0.5, 0.99, 1], p => Assert.Equal(plain.At(p), times.Whole.At(p)));
        Assert.Equal(plain.Mean, times.Whole.Mean, 1e-9);
        Assert.Equal(plain.StandardError, times.Whole.StandardError, 1e-9);
        Assert.Equal((count, 4), (times.Count, times.Sections));
    }

    private static int Holds(Interval interval, double value) => interval.Lower <= value && value <= interval.Upper ? 1 : 0;
}
