using CsCheck;
using Joulemark.Analysis;
using Xunit;

namespace Joulemark.Tests.Analysis;

/// <summary>What must hold of the energy of any curve, however it was read.</summary>
public sealed class EnergyPropertyTests
{
    private static readonly Gen<int> Seeds = Gen.Int[0, 1_000_000];

    [Fact]
    public void Energy_OfAdjacentWindows_Adds() =>
        Gen.Select(Seeds, Gen.Double[1, 8], Gen.Double[8, 12], Gen.Double[12, 18], Gen.Bool).Sample((seed, a, b, c, isCounter) =>
        {
            var random = new Random(seed);
            var channel = isCounter ? SimulatedMeter.Counter(0.02, 0.01, 20_000) : SimulatedMeter.Power(0.05, 0.1, 0.1);
            var series = new SimulatedMeter(random, new SimulatedPower(random, 20)) { Channel = channel, Start = 1e4, Lost = 0 }.Series();
            return Math.Abs(Joules(series, a, b) + Joules(series, b, c) - Joules(series, a, c)) < 1e-6;
        });

    [Fact]
    public void Energy_OfACounterThatWraps_IsThatOfOneThatDoesNot() =>
        Gen.Select(Seeds, Gen.Double[600, 20_000], Gen.Double[0, 1], Gen.Bool).Sample((seed, wrap, phase, knowsMaximum) =>
        {
            ChannelSeries Series(double? at)
            {
                var random = new Random(seed);
                var power = new SimulatedPower(random, 20);
                return new SimulatedMeter(random, power) { Channel = SimulatedMeter.Counter(0.02, 0.001, at, knowsMaximum ? SimulatedPower.MaxWatts : null), Start = phase * wrap, Lost = 0 }.Series();
            }

            return Math.Abs(Joules(Series(wrap), 2, 18) - Joules(Series(null), 2, 18)) < 1e-6;
        });

    [Fact]
    public void Energy_WithAResetOrAGapInside_IsMarkedOrRight() =>
        Gen.Select(Seeds, Gen.Int[0, 2], Gen.Bool, Gen.Double[0, 8], Gen.Bool).Sample((seed, wraps, knowsMaximum, gap, resets) =>
        {
            var random = new Random(seed);
            var power = new SimulatedPower(random, 30);
            double? wrap = wraps switch { 0 => null, 1 => 65_536, _ => 262_144 };
            var channel = SimulatedMeter.Counter(0.02, 0.001, wrap, knowsMaximum ? SimulatedPower.MaxWatts : null);
            var meter = new SimulatedMeter(random, power) { Channel = channel, Start = 20_000 + (30_000 * random.NextDouble()), Lost = 0 };
            var (gapStart, resetAt) = (2 + (20 * random.NextDouble()), 6 + (16 * random.NextDouble()));
            var series = new ChannelSeries(channel);
            foreach (var t in meter.Moments())
            {
                if (t < gapStart || t > gapStart + gap)
                    series.Add(SimulatedMeter.At(t), resets && t > resetAt ? power.Joules(t) - power.Joules(resetAt) : meter.Read(t));
            }

            var energy = Integrate(series, 5, 24);
            var error = Math.Abs((energy.Energy?.Joules ?? 0) - (power.Joules(24) - power.Joules(5)));
            return energy.Problem is not null || (!resets && error <= 3 * energy.Uncertainty.Expanded.Joules);
        });

    [Fact]
    public void Energy_WithAnySamplesDropped_IsNeverNegative() =>
        Gen.Select(Seeds, Gen.Double[0, 0.9], Gen.Bool).Sample((seed, lost, isCounter) =>
        {
            var random = new Random(seed);
            var channel = isCounter ? SimulatedMeter.Counter(0.1, 1, 500 + (5000 * random.NextDouble())) : SimulatedMeter.Power(0.1, 1, 1);
            var series = new SimulatedMeter(random, new SimulatedPower(random, 20)) { Channel = channel, Lost = lost }.Series();
            var energy = Integrate(series, 2, 18);
            return energy.Energy is { } joules ? joules.Joules >= 0 && energy.Uncertainty.Standard is >= 0 and < double.PositiveInfinity : energy.Problem is not null;
        });

    private static double Joules(ChannelSeries series, double start, double end) => Integrate(series, start, end).Energy!.Value.Joules;

    private static ChannelEnergy Integrate(ChannelSeries series, double start, double end) =>
        EnergyIntegrator.Integrate(series, SimulatedMeter.At(start), SimulatedMeter.At(end), SimulatedMeter.Rate);
}
