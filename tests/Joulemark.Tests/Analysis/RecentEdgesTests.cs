using CsCheck;
using Joulemark.Analysis;
using Xunit;

namespace Joulemark.Tests.Analysis;

public sealed class RecentEdgesTests
{
    /// <summary>Windows of one second that slide by a tenth of it, and adjacent ones: whether edges are kept changes no bit of any figure.</summary>
    [Fact]
    public void Windows_ThatShareEdges_AreAsThoseThatDoNot() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 3], Gen.Int[1, 12]).Sample((seed, number, slides) =>
        {
            double[] periods = [0.02, 0.1, 0.2, 0.45];
            var period = periods[number];
            var random = new Random(seed);
            var meter = new SimulatedMeter(random, new SimulatedPower(random, 20)) { Channel = SimulatedMeter.Counter(period, 0.001, 20_000), Start = 1e4 };
            var series = meter.Series(4, 12);
            var edges = new RecentEdges();
            var (length, first) = (TimeSpan.FromSeconds(0.1 * slides), SimulatedMeter.At(3 + random.NextDouble()));
            for (var i = 0; i < 120; i++)
            {
                var start = first + (i * TimeSpan.FromSeconds(0.1));
                Assert.Equal(EnergyIntegrator.Integrate(series, start, start + length, SimulatedMeter.Rate),
                    EnergyIntegrator.Integrate(series, start, start + length, SimulatedMeter.Rate, edges));
            }
        }, iter: 50);

    [Fact]
    public void Windows_ThatSlideByATenth_LookForEachEdgeOnce()
    {
        const int windows = 100, shared = windows - 10;
        var random = new Random(1);
        var meter = new SimulatedMeter(random, new SimulatedPower(random, 20)) { Channel = SimulatedMeter.Counter(0.1, 0.001), Start = 1e4, Lost = 0 };
        var (series, edges, first) = (meter.Series(4, 12), new RecentEdges(), SimulatedMeter.At(3.0123));
        for (var i = 0; i < windows; i++)
        {
            var start = first + (i * TimeSpan.FromSeconds(0.1));
            EnergyIntegrator.Integrate(series, start, start + TimeSpan.FromSeconds(1), SimulatedMeter.Rate, edges);
        }

        Assert.Equal((2 * windows) - shared, edges.Looked);
    }

    [Fact]
    public void Edge_ThatIsAskedForAgain_IsTheSame()
    {
        var random = new Random(1);
        var meter = new SimulatedMeter(random, new SimulatedPower(random, 20)) { Channel = SimulatedMeter.Counter(0.1, 0.001, 20_000), Start = 1e4, Lost = 0 };
        var series = meter.Series(4, 12);
        var good = new GoodReadings(series);
        var edges = new RecentEdges();
        var (time, at) = (SimulatedMeter.At(8), series.LastAtOrBefore(SimulatedMeter.At(8)));
        var known = SharpEdge.At(series, good, at, time.Nanoseconds, 0.1);
        Assert.NotNull(known);
        Assert.Equal(known, edges.At(series, good, at, time.Nanoseconds, 0.1));
        Assert.Equal(known, edges.At(series, good, at, time.Nanoseconds, 0.1));
        Assert.Equal(SharpEdge.At(series, good, at - 1, time.Nanoseconds, 0.1), edges.At(series, good, at - 1, time.Nanoseconds, 0.1));
    }
}
