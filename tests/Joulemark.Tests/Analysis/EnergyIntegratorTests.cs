using CsCheck;
using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis;

public sealed class EnergyIntegratorTests
{
    private const double Rate = 10;

    [Fact]
    public void Counter_OfConstantPower_GivesPowerTimesLength()
    {
        var series = Series(Counter(), t => 100 * t);
        Assert.Equal(250, Joules(series, 1.03, 3.53), 1e-6);
    }

    [Fact]
    public void Counter_ThatWrapsTwiceInTheWindow_GivesTheTrueEnergy()
    {
        var series = Series(Counter() with { WrapsAt = new Energy(150) }, t => 100 * t % 150);
        Assert.Equal(350, Joules(series, 0.5, 4), 1e-6);
    }

    [Fact]
    public void Counter_ThatMayHaveWrappedTwiceBetweenReadings_IsMissing()
    {
        var channel = Counter() with { WrapsAt = new Energy(150), MaxPower = new Power(200) };
        var series = new ChannelSeries(channel);
        series.Add(At(0), 0);
        series.Add(At(0.1), 10);
        series.Add(At(2), 50);
        series.Add(At(2.1), 60);
        Assert.Equal("sample-gap", EnergyIntegrator.Integrate(series, At(0.05), At(2.05), Rate).Problem);
    }

    [Fact]
    public void Counter_ThatFallsAndCannotWrap_IsAReset()
    {
        var series = Series(Counter(), t => t < 2 ? 100 * t : 100 * (t - 2));
        var energy = EnergyIntegrator.Integrate(series, At(1), At(3), Rate);
        Assert.Null(energy.Energy);
        Assert.Equal("counter-reset", energy.Problem);
    }

    [Fact]
    public void Counter_WithImpossibleEnergy_IsAReset()
    {
        var series = Series(Counter() with { MaxPower = new Power(400) }, t => t < 2 ? 100 * t : 1e6 + (100 * t));
        Assert.Equal("counter-reset", EnergyIntegrator.Integrate(series, At(1), At(3), Rate).Problem);
    }

    [Fact]
    public void Counter_ThatWrapsButFallsToZeroEarly_IsAResetAndNoWrap()
    {
        // A laptop that slept: the counter starts again at 0 while a wrap would have added 262 kJ.
        var channel = Counter() with { WrapsAt = new Energy(262_000), MaxPower = new Power(1000) };
        var series = Series(channel, t => t < 2 ? 5000 + (100 * t) : 100 * (t - 2));
        Assert.Equal("counter-reset", EnergyIntegrator.Integrate(series, At(1), At(3), Rate).Problem);
    }

    [Fact]
    public void Counter_ThatStandsStill_IsMissingAndNotZero() =>
        Assert.Equal("frozen-counter", EnergyIntegrator.Integrate(Series(Counter(), _ => 77), At(1), At(3), Rate).Problem);

    [Fact]
    public void Counter_WithMissingReadingsInTheMiddle_LosesNothing()
    {
        var series = Series(Counter(), t => t is > 1.5 and < 2.5 ? null : 100 * t);
        var energy = EnergyIntegrator.Integrate(series, At(1), At(3), Rate);
        Assert.Equal(200, energy.Energy!.Value.Joules, 1e-6);
        Assert.InRange(energy.Dropped, 8, 10);
    }

    [Fact]
    public void Counter_WithAGapAtTheEdge_IsMissing()
    {
        var series = Series(Counter(), t => t is > 2.4 and < 3.6 ? null : 100 * t);
        Assert.Equal("sample-gap", EnergyIntegrator.Integrate(series, At(1), At(3), Rate).Problem);
    }

    [Fact]
    public void Power_WithAGapOverTheLimit_IsMissing()
    {
        var series = Series(PowerChannel(), t => t is > 1.5 and < 2.5 ? null : 100);
        Assert.Equal("sample-gap", EnergyIntegrator.Integrate(series, At(1), At(3), Rate).Problem);
    }

    [Theory]
    [InlineData(300_000)] // a spike as exporters have shown
    [InlineData(4294967.295)] // a blank of 0xFFFFFFFF mW
    [InlineData(-5)]
    [InlineData(double.NaN)]
    public void Power_WithAnImplausibleReading_DropsIt(double reading)
    {
        var series = Series(PowerChannel() with { MaxPower = new Power(700) }, t => Math.Abs(t - 2) < 0.01 ? reading : 100);
        var energy = EnergyIntegrator.Integrate(series, At(1), At(3), Rate);
        Assert.Equal(200, energy.Energy!.Value.Joules, 1e-6);
        Assert.Equal(1, energy.Dropped);
    }

    [Theory]
    [InlineData(-0.5, 2)]
    [InlineData(3, 6)]
    public void Window_NotBracketedBySamples_IsMissing(double start, double end) =>
        Assert.Equal("not-bracketed", EnergyIntegrator.Integrate(Series(Counter(), t => 100 * t), At(start), At(end), Rate).Problem);

    [Fact]
    public void Energy_OfAdjacentWindows_Adds() =>
        Gen.Select(Gen.Double[0.2, 2], Gen.Double[2, 3], Gen.Double[3, 4.8], Gen.Bool).Sample((a, b, c, isCounter) =>
        {
            var series = isCounter ? Series(Counter(), Cumulative) : Series(PowerChannel(), t => Curve(t));
            return Math.Abs(Joules(series, a, b) + Joules(series, b, c) - Joules(series, a, c)) < 1e-6;
        });

    [Fact]
    public void Energy_OfARandomCurveAndRandomSampleTimes_IsNearTheIntegral() =>
        Gen.Select(Gen.Double[0.3, 2], Gen.Double[2.5, 4.7], Gen.Int[0, 10_000], Gen.Bool).Sample((start, end, seed, isCounter) =>
        {
            var random = new Random(seed);
            var channel = isCounter ? Counter() with { WrapsAt = new Energy(90) } : PowerChannel();
            var series = new ChannelSeries(channel);
            for (double t = 0; t < 5.3; t += 0.05 + (0.1 * random.NextDouble()))
                series.Add(At(t), isCounter ? Cumulative(t) % 90 : Curve(t));

            // The curve's second derivative is at most 20·(2π)² W/s²; the trapezoid's error is h²/12 of it over the window.
            var truth = Cumulative(end).GetValueOrDefault() - Cumulative(start).GetValueOrDefault();
            return Math.Abs(Joules(series, start, end) - truth) < 0.15 * 0.15 / 12 * 20 * 4 * Math.PI * Math.PI * (end - start) + 0.6;
        });

    // 100 W with a swing of 20 W at 1 Hz, and its integral.
    private static double Curve(double t) => 100 + (20 * Math.Sin(2 * Math.PI * t));

    private static double? Cumulative(double t) => (100 * t) + (20 * (1 - Math.Cos(2 * Math.PI * t)) / (2 * Math.PI));

    private static double Joules(ChannelSeries series, double start, double end) =>
        EnergyIntegrator.Integrate(series, At(start), At(end), Rate).Energy!.Value.Joules;

    private static ChannelSeries Series(Channel channel, Func<double, double?> reading)
    {
        var series = new ChannelSeries(channel);
        for (var i = 0; i <= 50; i++)
            series.Add(At(i / Rate), reading(i / Rate));
        return series;
    }

    private static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));

    private static Channel Counter() => new()
    {
        Name = "c",
        Source = "test",
        Part = MachinePart.CpuPackage,
        Provenance = Provenance.Counter,
        Reading = ReadingKind.EnergyCounter,
    };

    private static Channel PowerChannel() => Counter() with { Provenance = Provenance.Integrated, Reading = ReadingKind.Power };
}
