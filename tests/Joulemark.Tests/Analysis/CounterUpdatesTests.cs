using CsCheck;
using Joulemark.Analysis;
using Xunit;

namespace Joulemark.Tests.Analysis;

public sealed class CounterUpdatesTests
{
    /// <summary>Updates that are at hand are those that looking from reading to reading finds, and so are the joules between them.</summary>
    [Fact]
    public void Updates_OfAnIrregularCounter_AreThoseThatItsReadingsShow()
    {
        var (seen, unseen) = (0, 0);
        Gen.Int[0, 1_000_000].Sample(seed =>
        {
            var random = new Random(seed);
            var series = IrregularMeter.Series(random, 20, "c");
            var good = new GoodReadings(series);
            var edge = SimulatedMeter.At(10).Nanoseconds;
            var period = series.Channel.UpdatePeriodSeconds!.Value;
            var updates = new CounterUpdates(series, good, edge, period);
            for (var reading = good.After(-1); reading >= 0; reading = good.After(reading))
            {
                var value = updates.ValueOf(reading);
                Assert.Equal(Into(good, reading, edge, period), Shown(updates, updates.Into(value, reading)));
                Assert.Equal(OutOf(good, reading, edge, period), Shown(updates, updates.OutOf(value, reading)));
                Assert.Equal(OutOf(good, updates.First(value), edge, period), Shown(updates, updates.OutOf(value)));
                Interlocked.Increment(ref updates.OutOf(value, reading) is null ? ref unseen : ref seen);
                if (value > 5)
                    Assert.Equal(CounterSteps.Between(series, good, updates.First(value - 5), updates.First(value)), updates.Between(value - 5, value));
            }
        }, iter: 100);
        Assert.True(seen > 5000 && unseen > 100, $"{seen} updates were seen, {unseen} were not");
    }

    [Fact]
    public void FirstReadings_OfASeriesThatGrows_AreLookedForAgain()
    {
        var series = new ChannelSeries(SimulatedMeter.Counter(0.1));
        foreach (var (time, joules) in ((double, double?)[])[(1, 5), (2, 5), (3, null), (4, 6)])
            series.Add(SimulatedMeter.At(time), joules);
        Assert.Equal([0, 3], series.FirstReadings.ToArray());
        series.Add(SimulatedMeter.At(2.5), 5.5);
        Assert.Equal([0, 2, 4], series.FirstReadings.ToArray());
        series.ForgetBefore(SimulatedMeter.At(2));
        Assert.Equal([0, 1, 3], series.FirstReadings.ToArray());
    }

    private static (int Reading, double From, double To)? Shown(in CounterUpdates updates, CounterUpdate? update) =>
        update is { } seen ? (updates.First(seen.Value), seen.From, seen.To) : null;

    private static (int Reading, double From, double To)? Into(in GoodReadings good, int reading, long edge, double period)
    {
        for (int first = reading, before; (before = good.Before(first)) >= 0 && good.Seconds(first, reading) <= 2 * period; first = before)
        {
            if (good.Value(before) != good.Value(reading))
                return (first, (good.Time(before) - edge) / 1e9, (good.Time(first) - edge) / 1e9);
        }

        return null;
    }

    private static (int Reading, double From, double To)? OutOf(in GoodReadings good, int reading, long edge, double period)
    {
        for (int last = reading, next; (next = good.After(last)) >= 0 && good.Seconds(reading, last) <= 2 * period; last = next)
        {
            if (good.Value(next) != good.Value(reading))
                return (next, (good.Time(last) - edge) / 1e9, (good.Time(next) - edge) / 1e9);
        }

        return null;
    }
}
