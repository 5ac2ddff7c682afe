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

    // Wraps at 150 J and is not read for 1.9 s.
    [Theory]
    [InlineData(50, 37, 37, 70, 70.0)] // 220 J, the next candidate, is more than the device can draw
    [InlineData(200, 100, 100, 190, 190.0)] // of 40, 190 and 340 J only 190 fits 100 W on both sides
    [InlineData(200, 100, 20, 40, null)] // 40 and 190 J both lie between 20 W and 100 W
    public void Counter_UnreadForLongerThanAWrap_IsGivenOnlyWhereOneCountFits(double most, double before, double after, double inGap, double? expected)
    {
        var channel = Counter() with { WrapsAt = new Energy(150), MaxPower = new Power(most) };
        var series = new ChannelSeries(channel);
        for (var i = 0; i <= 10; i++)
            series.Add(At(i / Rate), before * i / Rate % 150);
        for (var i = 0; i <= 10; i++)
            series.Add(At(2.9 + (i / Rate)), (before + inGap + (after * i / Rate)) % 150);

        var energy = EnergyIntegrator.Integrate(series, At(1), At(2.9), Rate);
        Assert.Equal(expected, energy.Energy is { } joules ? Math.Round(joules.Joules, 6) : null);
        Assert.Equal(expected is null ? "sample-gap" : null, energy.Problem);
    }

    [Theory]
    [InlineData(262_140, 5, 9.0)] // 9 J: a wrap, as the 100 W around it say
    [InlineData(5000, 3, null)] // 257 kJ in a tenth of a second: a reset
    [InlineData(5000, 4995, null)] // a little backward
    public void Counter_ThatFallsAndWhoseDeviceHasNoKnownMaximum_IsJudgedByItsNeighbours(double before, double now, double? expected)
    {
        var series = new ChannelSeries(Counter() with { WrapsAt = new Energy(262_144) });
        for (var i = -20; i <= 0; i++)
            series.Add(At(5 + (i / Rate)), before + (100 * i / Rate));
        for (var i = 0; i <= 20; i++)
            series.Add(At(5.1 + (i / Rate)), now + (100 * i / Rate));
        var energy = EnergyIntegrator.Integrate(series, At(4), At(6.1), Rate);
        Assert.Equal(expected is null ? "counter-reset" : null, energy.Problem);
        if (expected is not null)
            Assert.Equal(200 + expected.Value, energy.Energy!.Value.Joules, 1e-6);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(120.0)] // 300 J at once are what 120 W allow for the three seconds before, not for a tenth of one
    public void Counter_ThatStandsStillInsideTheWindowAndCatchesUp_GivesTheTrueEnergy(double? most)
    {
        var channel = Counter() with { UpdatePeriodSeconds = 0.1, MaxPower = most is { } watts ? new Power(watts) : null };
        var series = Series(channel, t => t is > 1.5 and < 4.5 ? 150 : 100 * t);
        var energy = EnergyIntegrator.Integrate(series, At(1), At(4.9), Rate);
        Assert.Equal(390, energy.Energy!.Value.Joules, 1e-6);
        Assert.InRange(energy.Uncertainty.Expanded.Joules, 1, 20);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2.5, 4.9)]
    [InlineData(4.2, 4.9)]
    public void Counter_ThatStandsStillAcrossAnEdge_IsStale(double start, double end)
    {
        var series = Series(Counter() with { UpdatePeriodSeconds = 0.1, MaxPower = new Power(300) }, t => t is > 1.4 and < 4.6 ? 140 : 100 * t);
        var energy = EnergyIntegrator.Integrate(series, At(start), At(end), Rate);
        Assert.Equal("stale-counter", energy.Problem);
        Assert.Contains("stood still for", energy.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Counter_ThatStandsStillAcrossAnEdgeForAShortWhile_StatesItsErrorInTheUncertainty()
    {
        var series = Series(Counter() with { UpdatePeriodSeconds = 0.1 }, t => t is > 3.4 and < 4.2 ? 340 : 100 * t);
        var energy = EnergyIntegrator.Integrate(series, At(1), At(3.95), Rate);
        Assert.Equal(235, energy.Energy!.Value.Joules, 1e-6); // 340 J where it stands, less the 100 J read at 1 s and half an update
        Assert.InRange(energy.Uncertainty.Expanded.Joules, 55, 150);
        Assert.Null(energy.Problem);
    }

    [Fact]
    public void Model_OfAProcessThatDoesNothing_IsNotStale()
    {
        var series = Series(Counter() with { Provenance = Provenance.Modelled, UpdatePeriodSeconds = 0.01 }, t => t < 4.6 ? 140 : 140.1);
        var energy = EnergyIntegrator.Integrate(series, At(1), At(4.8), Rate);
        Assert.Null(energy.Problem);
        Assert.Equal(0.1, energy.Energy!.Value.Joules, 1e-9);
    }

    [Fact]
    public void Counter_OfFewCoarseSteps_IsNotTakenForStale()
    {
        // 0.5 W in steps of a joule: two seconds between changes are what such a counter does.
        var series = Series(Counter() with { UpdatePeriodSeconds = 0.01, Resolution = 1 }, t => Math.Floor(3.3 + (0.5 * t)));
        var energy = EnergyIntegrator.Integrate(series, At(0.5), At(4.5), Rate);
        Assert.Null(energy.Problem);
        Assert.Equal(1 / Math.Sqrt(6), energy.Uncertainty.Quantisation, 1e-9);
        Assert.InRange(energy.Uncertainty.Edge, 0, 0.02);
    }

    [Fact]
    public void Edge_OfConstantPower_IsPowerTimesPeriodOverRootSix()
    {
        var energy = EnergyIntegrator.Integrate(Series(Counter() with { UpdatePeriodSeconds = 0.1 }, t => 100 * t), At(1), At(4), Rate);
        Assert.Equal(100 * 0.1 / Math.Sqrt(6), energy.Uncertainty.Edge, 1e-9);
        Assert.Equal(0, energy.Uncertainty.Sampling, 1e-6);
    }

    [Fact]
    public void Sampling_OfWhiteNoise_IsItsStandardDeviationOverTheReadings()
    {
        // σ = 10 W on 3000 readings 0.1 s apart: 10 · 0.1 · √3000 J.
        var random = new Random(1);
        var series = new ChannelSeries(PowerChannel());
        for (var i = 0; i <= 3100; i++)
            series.Add(At(i / Rate), 100 + (10 * Math.Sqrt(12) * (random.NextDouble() - 0.5)));
        var uncertainty = EnergyIntegrator.Integrate(series, At(5), At(305), Rate).Uncertainty;
        Assert.InRange(uncertainty.Sampling / (10 * 0.1 * Math.Sqrt(3000)), 0.97, 1.03);
        Assert.Equal(0, uncertainty.Edge);
    }

    [Fact]
    public void Coverage_OfASensorThatSeesAQuarterOfTheTime_IsThreeQuartersOfTheVariance()
    {
        var random = new Random(2);
        var series = new ChannelSeries(PowerChannel() with { UpdatePeriodSeconds = 0.1, AveragingSeconds = 0.025 });
        for (var i = 0; i <= 310; i++)
            series.Add(At(i / Rate), 100 + random.Next(20));
        var uncertainty = EnergyIntegrator.Integrate(series, At(5), At(25), Rate).Uncertainty;
        Assert.Equal(3, Math.Pow(uncertainty.Coverage / uncertainty.Sampling, 2), 1e-9);
    }

    [Fact]
    public void Lag_OfAnAveragedSensorOnAStepOfPower_IsStated()
    {
        // NVML's mean of the last second: 50 W, and 400 W from the window's start on. It is 175 J short.
        var channel = PowerChannel() with { UpdatePeriodSeconds = 0.1, AveragingSeconds = 1 };
        var energy = EnergyIntegrator.Integrate(Series(channel, t => 50 + (350 * Math.Clamp(t - 2, 0, 1))), At(2), At(4.5), Rate);
        Assert.Equal((400 * 2.5) - 175, energy.Energy!.Value.Joules, 1);
        Assert.InRange(energy.Uncertainty.Expanded.Joules, 175, 500);
    }

    [Theory]
    [InlineData(10, null, 0.5)]
    [InlineData(4, null, 0.75)]
    [InlineData(0.5, null, 3)]
    [InlineData(10, 2.0, 6)]
    [InlineData(10, 60.0, 180)]
    public void GapLimit_OfAChannel_IsThreeOfItsOwnReadingPeriods(double rate, double? readEvery, double expected) =>
        Assert.Equal(expected, EnergyIntegrator.GapLimit(Counter() with { ReadEverySeconds = readEvery }, rate).TotalSeconds);

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

    [Theory]
    [InlineData(MachinePart.CpuPackage, "frozen-counter")] // a machine draws power whatever it does
    [InlineData(MachinePart.ProcessCpu, null)] // a process that waits uses none
    public void Model_ThatStandsStill_IsMissing_UnlessItIsOfAProcess(MachinePart part, string? problem) =>
        Assert.Equal(problem, EnergyIntegrator.Integrate(Series(Counter() with { Part = part, Provenance = Provenance.Modelled }, _ => 77), At(1), At(3), Rate).Problem);

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
        var series = Series(Counter(), t => t is > 2.4 and < 3.4 ? null : 100 * t);
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
