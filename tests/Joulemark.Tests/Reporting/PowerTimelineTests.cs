using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class PowerTimelineTests
{
    [Fact]
    public void Counters_OfTheSampleRun_GiveTheirPowersAndTheSum()
    {
        var timeline = PowerTimeline.Of(SampleRun.Make(), new HashSet<string>(StringComparer.Ordinal) { "cpu0-package", "cpu0-dram" });

        Assert.Equal(["boundary (sum)", "cpu0-package", "cpu0-dram"], timeline.Series.Select(s => s.Name));
        Assert.Equal((10.0, 20 / 3.0, 10 / 3.0), At(timeline, 15.05));
        Assert.Equal((30.0, 20.0, 10.0), At(timeline, 45.05));
    }

    [Fact]
    public void Counter_ThatWraps_KeepsItsPower()
    {
        var channel = Channel(ReadingKind.EnergyCounter) with { WrapsAt = new Energy(25) };
        var points = Points(channel, Enumerable.Range(0, 100).Select(i => (i / 10.0, (double?)(i % 25))));
        Assert.All(points, p => Assert.Equal(10, p.Watts!.Value, 1e-6));
    }

    [Fact]
    public void Counter_ThatFallsButCannotWrap_LeavesAGap()
    {
        var points = Points(Channel(ReadingKind.EnergyCounter), Enumerable.Range(0, 100).Select(i => (i / 10.0, (double?)(i < 50 ? i : i - 50))));
        var gap = Assert.Single(points, p => p.Watts is null);
        Assert.Equal(4.95, gap.Seconds, 1e-6);
        Assert.All(points.Where(p => p.Watts is not null), p => Assert.Equal(10, p.Watts!.Value, 1e-6));
    }

    [Fact]
    public void Readings_ThatAreMissing_LeaveAGap()
    {
        var points = Points(Channel(ReadingKind.Power), Enumerable.Range(0, 100).Select(i => (i / 10.0, i is >= 20 and < 30 ? null : (double?)5)));
        var gaps = points.Where(p => p.Watts is null).ToList();
        Assert.Equal((1.95, 2.95, 11), (gaps[0].Seconds, gaps[^1].Seconds, gaps.Count));
        Assert.DoesNotContain(points, p => p.Watts is 0);
    }

    [Fact]
    public void Silence_LongerThanTheLimit_IsNotBridged()
    {
        var points = Points(Channel(ReadingKind.EnergyCounter), Enumerable.Range(0, 100).Where(i => i is < 20 or > 60).Select(i => (i / 10.0, (double?)i)));
        Assert.Null(points.First(p => p.Seconds > 4).Watts);
    }

    [Fact]
    public void CounterRead_TwiceWithinAnUpdate_MakesNoSpike()
    {
        // A reading at a window's edge, a millisecond after a regular one, catches an update of the counter.
        var regular = Enumerable.Range(0, 50).Select(i => (i / 10.0, (double?)i));
        var points = Points(Channel(ReadingKind.EnergyCounter), regular.Append((2.001, 20.1)).OrderBy(s => s.Item1));
        Assert.All(points, p => Assert.InRange(p.Watts!.Value, 9.5, 10.5));
    }

    [Fact]
    public void Series_ThatIsTooLong_KeepsExtremesAndGaps()
    {
        var all = Enumerable.Range(0, 100_000).Select(i => new PowerPoint(i, i switch { 777 => 900, 55_555 => 1, 80_000 => null, _ => 100 + (i % 7) })).ToList();
        var kept = Extremes.Keep(all, 4000);

        Assert.InRange(kept.Count, 2000, 4000);
        Assert.Contains(all[777], kept);
        Assert.Contains(all[55_555], kept);
        Assert.Contains(all[80_000], kept);
        Assert.Equal(kept.OrderBy(p => p.Seconds), kept);
    }

    private static (double Sum, double Package, double Dram) At(PowerTimeline timeline, double seconds)
    {
        double Of(int series) => Math.Round(timeline.Series[series].Points.MinBy(p => Math.Abs(p.Seconds - seconds)).Watts!.Value, 9);
        return (Of(0), Math.Abs(Of(1) - (20 / 3.0)) < 1e-6 ? 20 / 3.0 : Of(1), Math.Abs(Of(2) - (10 / 3.0)) < 1e-6 ? 10 / 3.0 : Of(2));
    }

    private static IReadOnlyList<PowerPoint> Points(Channel channel, IEnumerable<(double Seconds, double? Reading)> readings)
    {
        var run = SampleRun.Make();
        return PowerTimeline.Of(run with
        {
            Machine = run.Machine with { Channels = [channel] },
            Samples = [.. readings.Select(r => new MeterSample(new Timestamp((long)Math.Round(r.Seconds * 1e9)), channel.Name, r.Reading))],
        }, new HashSet<string>(StringComparer.Ordinal) { channel.Name }).Series[0].Points;
    }

    private static Channel Channel(ReadingKind reading) => new()
    {
        Name = "c",
        Source = "test",
        Part = MachinePart.CpuPackage,
        Provenance = Provenance.Counter,
        Reading = reading,
        UpdatePeriodSeconds = 0.001,
    };
}
