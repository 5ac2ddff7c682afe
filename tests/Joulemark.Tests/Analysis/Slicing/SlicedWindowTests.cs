using Joulemark.Analysis;
using Joulemark.Analysis.Slicing;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis.Slicing;

public sealed class SlicedWindowTests
{
    /// <summary>A counter of 100 ms, read every 70 ms: each edge is a reading that shows a new value, and cores have exactly what the counter moved by.</summary>
    [Fact]
    public void Slices_OfASlowCounter_MeetWhereItHasMoved()
    {
        var counter = new ChannelSeries(SimulatedMeter.Counter(0.1, 0.001));
        for (var time = 0.0; time < 30; time += 0.07)
            counter.Add(SimulatedMeter.At(time), Math.Floor(time / 0.1) * 20);
        var window = Cut(counter, 5.03, 25.03);

        Assert.Equal(20, window.Count);
        var energies = window.Cores.ToList();
        for (var i = 0; i < window.Count; i++)
        {
            var (from, to) = (counter.LastAtOrBefore(window.Edges[i]), counter.LastAtOrBefore(window.Edges[i + 1]));
            Assert.Equal(window.Edges[i], counter.Time(from));
            Assert.NotEqual(counter.Reading(from - 1), counter.Reading(from));
            Assert.Equal(counter.Reading(to)!.Value - counter.Reading(from)!.Value, energies[i]!.Value.Joules, 1e-6);
        }

        Assert.Equal(window.Window.Duration.TotalSeconds, Enumerable.Range(0, window.Count).Sum(window.Seconds), 1e-9);
        Assert.Equal(window.Gross!.Value.Joules, window.Energies.Sum(e => e!.Value.Joules), 1.0);
    }

    /// <summary>
    /// A counter that is read just when it moves: every third reading a millisecond late, the others early. Which show the newest
    /// value nobody says, but that which is read once more a period later was new; there slices meet, and no joules are older than said.
    /// </summary>
    [Theory]
    [InlineData(1, 0.005)]
    [InlineData(2, 0.1)] // the other one may have moved whenever it did
    public void Slices_OfACounterReadJustWhenItMoves_MeetWhereItsJoulesAreNew(int boards, double mostOld)
    {
        var counter = new ChannelSeries(SimulatedMeter.Counter(0.1, 0.001));
        for (var i = 0; i < 300; i++)
        {
            var isLate = i % 3 == 0;
            counter.Add(SimulatedMeter.At((0.1 * i) + (isLate ? 0.001 : -0.001)), 20 * (isLate ? i : i - 1));
        }

        var window = Cut([.. Enumerable.Repeat(counter, boards)], 5.03, 25.03);
        var (edges, ages) = (window.Edges.ToList(), window.Ages.ToList());
        Assert.Equal(20, window.Count);
        for (var i = 0; i < edges.Count; i++)
        {
            var moved = SimulatedMeter.At(0.1 * counter.Reading(counter.LastAtOrBefore(edges[i]))!.Value / 20);
            Assert.InRange((edges[i] - moved).TotalSeconds, 0, ages[i].TotalSeconds);
            if (i > 0 && i < window.Count)
                Assert.InRange(ages[i].TotalSeconds, 0, mostOld);
        }

        Assert.Equal(boards > 1, ages.TrueForAll(a => a == window.Age));
    }

    /// <summary>Read more seldom than slices should be long: as many slices as there are readings to tell them apart, and none of nothing.</summary>
    [Fact]
    public void Slices_OfASensorThatIsSeldomRead_AreFewer()
    {
        var counter = new ChannelSeries(SimulatedMeter.Counter(0.001, 0.001) with { ReadEverySeconds = 4 });
        for (var time = 0; time <= 60; time += 4)
            counter.Add(SimulatedMeter.At(time), 100 * time);
        var window = Cut(counter, 10, 50);
        Assert.Equal(9, window.Count); // from 12 s to 48 s
        Assert.All(window.Cores, e => Assert.Equal(400, e!.Value.Joules, 1e-6));
    }

    [Fact]
    public void Window_WithoutReadings_IsOneSlice() => Assert.Equal(1, Cut(new ChannelSeries(SimulatedMeter.Counter(0.1, 0.001)), 10, 50).Count);

    private static SlicedWindow Cut(ChannelSeries counter, double start, double end) => Cut([counter], start, end);

    private static SlicedWindow Cut(List<ChannelSeries> counters, double start, double end)
    {
        var record = new WindowRecord { Configuration = "only", Stage = Stage.Window, Repeat = 1, Start = SimulatedMeter.At(start), End = SimulatedMeter.At(end) };
        return SlicedWindow.Of([(record, EnergyIntegrator.Integrate(counters[0], record.Start, record.End, 10).Energy, false)], counters, 10).Single();
    }
}
