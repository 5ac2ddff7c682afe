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
        var alarms = Enumerable.Range(0, Trials).Count(t => ChangePoints.Find(Noise(length, t, heavyTailed)).Points.Count > 0);

        // 5 % of 600, and three standard deviations; below it only as far as so few orders allow.
        Assert.InRange(alarms, 5, (int)((ChangePoints.Level * Trials) + (3 * Math.Sqrt(ChangePoints.Level * (1 - ChangePoints.Level) * Trials))));
    }

    [Fact]
    public void Shift_OfTenPercent_IsFoundWhereItIs()
    {
        var found = Enumerable.Range(0, 200).Select(t => Places([.. Noise(20, t).Select((n, i) => (0.02 * n) + (i < 12 ? 0 : 0.1))])).ToList();
        Assert.True(found.Count(f => f.Length > 0) >= 195, "10 % over 2 % of noise is missed");
        Assert.True(found.Count(f => f.Contains(12)) >= 180, "it is found elsewhere");
    }

    [Fact]
    public void TwoShifts_AreBothFound()
    {
        double[] values = [.. Noise(30, 3).Select((n, i) => (0.01 * n) + (i < 10 ? 0 : i < 20 ? 0.3 : 0.1))];
        Assert.Equal([10, 20], Places(values));
    }

    [Fact]
    public void Shift_InTooFewValues_IsNotTold()
    {
        Assert.Empty(Places([0, 0, 0, 1, 1, 1, 1]));
        Assert.Equal([4], Places([0, 0.01, 0.02, 0.015, 1, 1.01, 1.02, 1.015]));
        Assert.Empty(Places([.. Enumerable.Repeat(1.0, 20)]));
        Assert.Empty(Places([]));
    }

    [Theory]
    [InlineData(12, 2.0)]
    [InlineData(20, 1.5)]
    public void Interval_AtAShift_HoldsAlthoughItsPlaceWasChosenByTheSameValues(int length, double shift)
    {
        var (said, missed, without) = (0, 0, 0);
        for (var t = 0; t < Trials / 2; t++)
        {
            double[] truth = [.. Enumerable.Range(0, length).Select(i => i < length / 2 ? 0 : shift)];
            double[] values = [.. Noise(length, t + 5000).Select((n, i) => n + truth[i])];
            if (Places(values) is not [var at])
                continue;
            var ratio = LogRatio.OfLogs(values[..at], values[at..], fewest: 3);
            if (!ratio.HasInterval)
                continue;
            said++;
            var difference = truth[at..].Average() - truth[..at].Average();
            bool Misses(double confidence) => ratio.Interval(confidence) is var interval && !(Math.Log(interval.Lower!.Value) <= difference && difference <= Math.Log(interval.Upper!.Value));
            missed += Misses(ChangePoints.ConfidenceAt(length, 1, 0.95)) ? 1 : 0;
            without += Misses(0.95) ? 1 : 0;
        }

        Assert.InRange(said, 100, Trials);
        Assert.InRange(missed / (double)said, 0, 0.05);
        Assert.True(without > 2 * missed, $"{without} of {said} miss without the allowance, {missed} with it");
    }

    [Fact]
    public void Interval_AmongSeveralShifts_AllowsForMorePlaces()
    {
        Assert.Equal(1 - (0.025 / 17), ChangePoints.ConfidenceAt(20, 1, 0.95), 12); // splits of 20 with two on each side
        Assert.Equal(1 - (0.025 / 3), ChangePoints.ConfidenceAt(6, 1, 0.95), 12);
        Assert.Equal(1 - (0.025 / ((3 * 1) + (2 * 2) + 3)), ChangePoints.ConfidenceAt(6, 2, 0.95), 12); // stretches of four, five and six
    }

    [Fact]
    public void RunsLikeTheirNeighbours_SeldomShowAShiftWithoutDoubt()
    {
        var found = Enumerable.Range(0, 80).Select(t => ChangePoints.Find(Alike(30, t, 0.6)).Points).ToList();

        // Half of them do where they are taken for independent.
        Assert.InRange(found.Count(f => f.Any(p => !p.AssumesIndependence)), 0, 12);
        Assert.InRange(found.Count(f => f.Count > 0), 1, 24);
    }

    [Fact]
    public void Shift_AmongRunsLikeTheirNeighbours_IsFound()
    {
        var found = Enumerable.Range(0, 80).Select(t => ChangePoints.Find([.. Alike(12, t, 0.4).Select((n, i) => n + (i < 6 ? 0 : 5))]).Points);
        Assert.True(found.Count(f => f.Contains(new ChangePoint(6, AssumesIndependence: false))) >= 72, "5 standard deviations are missed");
    }

    [Fact]
    public void ManyShifts_AreNotTakenForLikeness()
    {
        // Four levels, four standard deviations apart: neighbours that correlate by 0.9, did they not shift.
        var found = ChangePoints.Find([.. Noise(60, 4).Select((n, i) => n + (4 * (i / 15)))]);
        Assert.Equal([false, false, false], found.Points.Select(p => p.AssumesIndependence));
        Assert.InRange(found.Correlation, 0, 0.3);
    }

    [Fact]
    public void Interval_AtAShiftOfRunsLikeTheirNeighbours_IsWider()
    {
        var (series, missed, without) = (150, 0, 0);
        foreach (var t in Enumerable.Range(0, series))
        {
            var values = Alike(12, t, 0.5); // nothing shifts
            var shifts = ChangePoints.Find(values);
            if (shifts.Points is not [var at] || LogRatio.OfLogs(values[..at.Index], values[at.Index..], fewest: 3) is not { HasInterval: true } ratio)
                continue;
            bool Misses(double widening) => (ratio with { StandardError = ratio.StandardError * widening }).Interval(ChangePoints.ConfidenceAt(12, 1, 0.95)) is var interval && !(interval.Lower <= 1 && 1 <= interval.Upper);
            missed += Misses(shifts.Widening) ? 1 : 0;
            without += Misses(1) ? 1 : 0;
        }

        // 5 % of 150, and three standard deviations.
        Assert.True(missed <= 15, $"{missed} of {series} series have an interval that does not hold");
        Assert.True(without > 15, $"{without} do without the allowance");
    }

    private static int[] Places(IReadOnlyList<double> values) => [.. ChangePoints.Find(values).Points.Select(p => p.Index)];

    /// <summary>Autoregressive of order one, with a standard deviation of 1.</summary>
    private static double[] Alike(int length, int seed, double correlation)
    {
        var values = Noise(length, seed + 9000);
        for (var i = 1; i < length; i++)
            values[i] = (correlation * values[i - 1]) + (Math.Sqrt(1 - (correlation * correlation)) * values[i]);
        return values;
    }

    private static double[] Noise(int length, int seed, bool heavyTailed = false)
    {
        var random = new SeededRandom(seed, 17);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, length).Select(_ => heavyTailed ? Normal() / Math.Abs(Normal()) : Normal())];
    }
}
