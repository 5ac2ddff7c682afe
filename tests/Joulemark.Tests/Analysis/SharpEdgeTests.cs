using CsCheck;
using Joulemark.Analysis;
using Xunit;

namespace Joulemark.Tests.Analysis;

/// <summary>Windows on a slow counter whose edges were read densely, as the sampler reads them.</summary>
public sealed class SharpEdgeTests
{
    private const int Cases = 400;
    private const int FewestInside = 370; // as in EnergyUncertaintyTests

    // A load from edge to edge on an idle machine, with which the run ends, or any curve at all; the device's clock may be uneven, and its period
    // not quite what it was found to be. A period of 0.2 s is bracketed fairly well by ten readings a second already.
    [Theory]
    [InlineData(0.1, 0.001, true, 0, 0, 4)]
    [InlineData(0.1, 1, true, 0, 0, 4)]
    [InlineData(0.05, 0.001, true, 0, 0, 4)]
    [InlineData(0.02, 0.001, true, 0, 0, 4)]
    [InlineData(0.1, 0.001, true, 0.05, 0.04, 4)]
    [InlineData(0.1, 0.001, false, 0, 0, 4)]
    [InlineData(0.1, 0.001, false, 0.05, -0.04, 4)]
    [InlineData(0.05, 0.001, false, 0, 0, 4)]
    [InlineData(0.2, 0.001, false, 0, 0, 2)]
    public void Energy_WithDenseEdges_LiesWithinAMuchSmallerUncertainty(double period, double resolution, bool isCommand, double strays, double periodOff, double times)
    {
        var inside = 0;
        var (errors, plainErrors, stated, plainStated) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var start = 3 + (10 * random.NextDouble());
            var end = start + Math.Max(10 * period, 2) + (12 * random.NextDouble());
            var power = isCommand ? SimulatedPower.Command(random, 40, start, end) : new SimulatedPower(random, 40);
            var meter = new SimulatedMeter(random, power) { Channel = SimulatedMeter.Counter(period, resolution), Start = 1e5 * random.NextDouble(), Strays = strays };
            var truth = power.Joules(end) - power.Joules(start);
            var plain = Integrate(meter.Series(), start, end);
            var energy = Integrate(Found(meter.Series(start, end, endsThere: isCommand), period * (1 + periodOff)), start, end);
            Assert.Null(energy.Problem);

            inside += Math.Abs(energy.Energy!.Value.Joules - truth) <= energy.Uncertainty.Expanded.Joules ? 1 : 0;
            errors.Add(Math.Abs(energy.Energy.Value.Joules - truth) / truth);
            plainErrors.Add(Math.Abs(plain.Energy!.Value.Joules - truth) / truth);
            stated.Add(energy.Uncertainty.Expanded.Joules / truth);
            plainStated.Add(plain.Uncertainty.Expanded.Joules / truth);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{period} {resolution} {isCommand} {strays}: inside {inside} of {Cases}; median error {Median(plainErrors):P3} → {Median(errors):P3} (95 %: {errors.Order().ElementAt(380):P3}), stated {Median(plainStated):P3} → {Median(stated):P3}");
        Assert.True(inside >= FewestInside, $"{inside} of {Cases} inside");
        Assert.InRange(Median(plainErrors) / Median(errors), times, 100);
        Assert.InRange(Median(plainStated) / Median(stated), 0.75 * times, 100);
    }

    [Fact]
    public void Energy_OfAdjacentWindows_Adds() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Double[0.005, 0.5], Gen.Double[1, 8], Gen.Double[8, 12], Gen.Double[12, 18]).Sample((seed, period, a, b, c) =>
        {
            var random = new Random(seed);
            var meter = new SimulatedMeter(random, new SimulatedPower(random, 20)) { Channel = SimulatedMeter.Counter(period, 0.001, 20_000), Start = 1e4, Lost = 0 };
            var series = meter.Series(a, b);
            return Math.Abs(Joules(series, a, b) + Joules(series, b, c) - Joules(series, a, c)) < 1e-6;
        });

    // 50 W, and 450 W from the start to the end: the counter was last updated at some moment before either.
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.95)]
    public void Energy_OfAStepOnTheEdge_IsTheTruth(double phase)
    {
        const double Start = 3.21, End = 6.43;
        var channel = SimulatedMeter.Counter(0.1);
        var series = new ChannelSeries(channel);
        double Counted(double t) => (50 * t) + (400 * (Math.Clamp(t, Start, End) - Start));
        void Read(double t) => series.Add(SimulatedMeter.At(t), Counted((Math.Floor((t / 0.1) - phase) + phase) * 0.1));
        for (var i = 0; i < 100; i++)
            Read(0.013 + (i / 10.0));
        foreach (var edge in (double[])[Start, End])
        {
            for (var i = 0; i < 22; i++)
                Read(edge - 0.0001 + (i * 0.005));
        }

        var energy = Integrate(series, Start, End);
        var truth = Counted(End) - Counted(Start);
        Assert.Equal(truth, energy.Energy!.Value.Joules, 0.002 * truth);
        Assert.InRange(energy.Uncertainty.Expanded.Joules, 0, 0.006 * truth);
    }

    [Fact]
    public void Energy_FromASharpEdgeToALooseOne_DoesNotLag()
    {
        // 300 W all along; read every 100 ms, and densely at 2 s only.
        var (sum, cases) = (0.0, 0);
        for (var phase = 0.05; phase < 1; phase += 0.1, cases++)
        {
            var series = new ChannelSeries(SimulatedMeter.Counter(0.1));
            void Read(double t) => series.Add(SimulatedMeter.At(t), 300 * (Math.Floor((t / 0.1) - phase) + phase) * 0.1);
            for (var i = 0; i < 60; i++)
                Read(0.013 + (i / 10.0));
            for (var t = 1.88; t < 2.12; t += 0.005)
                Read(t);
            sum += Joules(series, 2, 4) - 600;
        }

        Assert.Equal(0, sum / cases, 1.0); // what is left is the phase; a lag would be 15 J
    }

    [Fact]
    public void Energy_AtTheNewestReading_GoesOnAsPowerWas()
    {
        // Read at every 10 ms, and no more after the end: the counter is up to 100 ms behind there, and not at the start.
        var series = new ChannelSeries(SimulatedMeter.Counter(0.1));
        for (var i = 0; i <= 497; i++)
            series.Add(SimulatedMeter.At(i / 100.0), 100 * Math.Floor(i / 10.0) * 0.1);
        Assert.Equal(297, Joules(series, 2, 4.97), 1.5);
    }

    [Fact]
    public void Energy_WhereTheCounterStoodStillAcrossTheEdge_IsNotMadeUp()
    {
        // It stands from 6.2 s to 7 s and then catches up: at 6.5 s nobody knows.
        var series = new ChannelSeries(SimulatedMeter.Counter(0.1));
        for (var i = 0; i <= 1000; i++)
            series.Add(SimulatedMeter.At(i / 100.0), 10 * (i is > 620 and < 700 ? 62 : Math.Floor(i / 10.0)));
        var energy = Integrate(series, 3, 6.5);
        Assert.InRange(energy.Uncertainty.Expanded.Joules, 30, 150);
        Assert.Equal(350, energy.Energy!.Value.Joules, energy.Uncertainty.Expanded.Joules);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>The same readings, with the update period as it was found.</summary>
    private static ChannelSeries Found(ChannelSeries read, double period)
    {
        var series = new ChannelSeries(read.Channel with { UpdatePeriodSeconds = period });
        for (var i = 0; i < read.Count; i++)
            series.Add(read.Time(i), read.Reading(i));
        return series;
    }

    private static double Joules(ChannelSeries series, double start, double end) => Integrate(series, start, end).Energy!.Value.Joules;

    private static ChannelEnergy Integrate(ChannelSeries series, double start, double end) =>
        EnergyIntegrator.Integrate(series, SimulatedMeter.At(start), SimulatedMeter.At(end), SimulatedMeter.Rate);
}
