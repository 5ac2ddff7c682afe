using Joulemark.Analysis;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis;

/// <summary>The stated uncertainty is put to the test: truth must lie inside it about as often as it says.</summary>
public sealed class EnergyUncertaintyTests
{
    private const int Cases = 400;

    // 95 % of 400 cases is 380; a binomial of that share falls below 370 about one time in a hundred.
    private const int FewestInside = 370;

    public static TheoryData<string, double, double, double> Devices => new()
    {
        { "counter", 0.001, 0, 6.1e-5 }, // RAPL
        { "counter", 0.1, 0, 0.001 }, // NVML
        { "counter", 0.05, 0, 1 },
        { "counter", 1, 0, 0 },
        { "power", 0, 0, 0.001 },
        { "power", 0.1, 0.1, 1 },
        { "power", 0.1, 0.025, 0.001 }, // a H100's instant power
        { "power", 0.1, 1, 0.001 }, // NVML's average
        { "power", 1, 1, 1 }, // a BMC
    };

    [Theory]
    [MemberData(nameof(Devices))]
    public void Energy_OfRandomCurves_LiesWithinTheStatedUncertainty(string kind, double period, double averaging, double resolution)
    {
        var inside = 0;
        var ratios = new List<double>();
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var power = new SimulatedPower(random, 40);
            var channel = kind == "counter"
                ? SimulatedMeter.Counter(period, resolution > 0 ? resolution : null)
                : SimulatedMeter.Power(period > 0 ? period : null, averaging > 0 ? averaging : null, resolution);
            var series = new SimulatedMeter(random, power) { Channel = channel, Start = 1e5 * random.NextDouble() }.Series();
            var start = 3 + (10 * random.NextDouble());
            var end = start + Math.Max(10 * period, 2) + (12 * random.NextDouble());
            var energy = EnergyIntegrator.Integrate(series, SimulatedMeter.At(start), SimulatedMeter.At(end), SimulatedMeter.Rate);
            Assert.Null(energy.Problem);

            var error = Math.Abs(energy.Energy!.Value.Joules - (power.Joules(end) - power.Joules(start)));
            var stated = energy.Uncertainty.Expanded.Joules;
            inside += error <= stated ? 1 : 0;
            ratios.Add(stated / Math.Max(error, 1e-9));
        }

        ratios.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind} {period} {averaging} {resolution}: inside {inside} of {Cases}, median stated/actual {ratios[Cases / 2]:0.##}");
        Assert.True(inside >= FewestInside, $"{inside} of {Cases} inside");
        Assert.InRange(ratios[Cases / 2], 1, 10);
    }

    [Fact]
    public void Energy_OfACounterThatStoodStillForAWhile_IsMarkedOrWithinTheStatedUncertainty()
    {
        var (inside, marked, worst) = (0, 0, 0.0);
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var power = new SimulatedPower(random, 40);
            var channel = SimulatedMeter.Counter(0.05, 0.001, maxPower: random.Next(2) == 0 ? SimulatedPower.MaxWatts : null);
            var meter = new SimulatedMeter(random, power) { Channel = channel, Lost = 0 };
            var series = new ChannelSeries(channel);
            var (stops, length) = (4 + (28 * random.NextDouble()), 6 * random.NextDouble());
            foreach (var t in meter.Moments())
                series.Add(SimulatedMeter.At(t), meter.Read(t > stops && t < stops + length ? stops : t));

            var energy = EnergyIntegrator.Integrate(series, SimulatedMeter.At(10), SimulatedMeter.At(30), SimulatedMeter.Rate);
            marked += energy.Problem is null ? 0 : 1;
            if (energy.Energy is not { } joules)
                continue;
            var ratio = Math.Abs(joules.Joules - (power.Joules(30) - power.Joules(10))) / energy.Uncertainty.Expanded.Joules;
            inside += ratio <= 1 ? 1 : 0;
            worst = Math.Max(worst, ratio);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"inside {inside}, marked {marked} of {Cases}, worst {worst}");
        Assert.InRange(marked, 1, Cases / 4);
        Assert.InRange(inside, (int)(0.95 * (Cases - marked)), Cases);
        Assert.InRange(worst, 0, 3);
    }
}
