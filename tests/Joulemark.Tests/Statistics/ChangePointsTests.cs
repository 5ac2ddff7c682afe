using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Statistics;

public sealed class ChangePointsTests
{
    private const int Trials = 600;

    [Theory]
    [InlineData(8, false)]
    [InlineData(15, false)]
    [InlineData(15, true)]
    public void SeriesWithoutAShift_ShowsOneNoOftenerThanItsLevel(int length, bool heavyTailed)
    {
        var alarms = Enumerable.Range(0, Trials).Count(t => ChangePoints.Find(Noise(length, t, heavyTailed)).Count > 0);

        // 5 % of 600, and three standard deviations; below it only as far as so few orders allow.
        Assert.InRange(alarms, 5, (int)((ChangePoints.Level * Trials) + (3 * Math.Sqrt(ChangePoints.Level * (1 - ChangePoints.Level) * Trials))));
    }

    [Fact]
    public void Shift_OfTenPercent_IsFoundWhereItIs()
    {
        var found = Enumerable.Range(0, 200).Select(t => ChangePoints.Find([.. Noise(20, t).Select((n, i) => (0.02 * n) + (i < 12 ? 0 : 0.1))])).ToList();
        Assert.True(found.Count(f => f.Count > 0) >= 195, "10 % over 2 % of noise is missed");
        Assert.True(found.Count(f => f.Contains(12)) >= 180, "it is found elsewhere");
    }

    [Fact]
    public void TwoShifts_AreBothFound()
    {
        double[] values = [.. Noise(30, 3).Select((n, i) => (0.01 * n) + (i < 10 ? 0 : i < 20 ? 0.3 : 0.1))];
        Assert.Equal([10, 20], ChangePoints.Find(values));
    }

    [Fact]
    public void Shift_InTooFewValues_IsNotTold()
    {
        Assert.Empty(ChangePoints.Find([0, 0, 0, 1, 1, 1, 1]));
        Assert.Equal([4], ChangePoints.Find([0, 0.01, 0.02, 0.015, 1, 1.01, 1.02, 1.015]));
        Assert.Empty(ChangePoints.Find([.. Enumerable.Repeat(1.0, 20)]));
        Assert.Empty(ChangePoints.Find([]));
    }

    private static double[] Noise(int length, int seed, bool heavyTailed = false)
    {
        var random = new SeededRandom(seed, 17);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, length).Select(_ => heavyTailed ? Normal() / Math.Abs(Normal()) : Normal())];
    }
}
