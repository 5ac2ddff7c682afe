using Joulemark.Comparison;
using Joulemark.Comparison.Sweeping;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Comparison.Sweeping;

public sealed class SweepFrontTests
{
    private const int Simulations = 150;

    [Fact]
    public void Points_ThatTradeOneForTheOther_AreAllOnTheFront()
    {
        var points = Points(MadePoint.Of(1, 50, 20), MadePoint.Of(2, 60, 40), MadePoint.Of(4, 80, 80));
        Assert.All(points, p => Assert.Equal(SweepStanding.Front, p.PowerFront.Standing));
    }

    [Fact]
    public void Point_WithLessThroughputAndMorePower_IsDominatedByTheOneThatIsBest()
    {
        var points = Points(MadePoint.Of(1, 50, 40), MadePoint.Of(2, 50.5, 100), MadePoint.Of(4, 60, 60));
        Assert.Equal(new SweepPlace(SweepStanding.Dominated) { By = "2" }, points[2].PowerFront);
        Assert.Equal(SweepStanding.Front, points[0].PowerFront.Standing);
    }

    [Fact]
    public void Point_WithoutAnInterval_IsPossiblyDominatedAtMost()
    {
        var points = Points(MadePoint.Of(1, 50, 100, windows: 2), MadePoint.Of(2, 60, 80, windows: 2), MadePoint.Of(4, 80, 160, windows: 2));
        Assert.Equal(new SweepPlace(SweepStanding.PossiblyDominated) { By = "1" }, points[1].PowerFront);
    }

    [Fact]
    public void Point_WithTheSameFigures_IsOnTheFrontWithTheOther()
    {
        var points = Points(MadePoint.Of(1, 50, 40), MadePoint.Of(2, 50, 40), MadePoint.Of(4, 60, 60));
        Assert.Equal(points[0].PowerFront.Standing, points[1].PowerFront.Standing);
    }

    [Fact]
    public void Latency_WithEnergyThatIsLower_IsOnTheOtherFront()
    {
        var points = Points(MadePoint.Of(1, 50, 40) with { Ttft = 0.01 }, MadePoint.Of(2, 60, 100) with { Ttft = 0.02 }, MadePoint.Of(4, 90, 110) with { Ttft = 0.03 });
        Assert.Equal([SweepStanding.Front, SweepStanding.Front, SweepStanding.PossiblyDominated], points.Select(p => p.LatencyFront.Standing)); // so few requests have no p99 with an interval
    }

    [Fact]
    public void Truth_OverManySweeps_IsFoundAndATieIsNotCalledDominated()
    {
        var random = new SeededRandom(20261126);
        var (found, wrong, ties) = (0, 0, 0);
        for (var i = 0; i < Simulations; i++)
        {
            // The second has the first's throughput and power in truth; the third 15 % less throughput at 10 % more power.
            var points = Points(MadePoint.Scattered(1, 50, 100, 0.01, random, 4), MadePoint.Scattered(2, 50, 100, 0.01, random, 4), MadePoint.Scattered(4, 55, 85, 0.01, random, 4));
            found += points[2].PowerFront.Standing == SweepStanding.Dominated ? 1 : 0;
            wrong += points.Take(2).Count(p => p.PowerFront.Standing == SweepStanding.Dominated);
            ties += points.Take(2).Count(p => p.PowerFront.Standing == SweepStanding.PossiblyDominated);
        }

        Assert.True(found >= 0.9 * Simulations, $"{found} of {Simulations} were found");
        Assert.True(wrong <= 0.05 * Simulations * 2, $"{wrong} ties were called dominated");
        Assert.True(ties > 0.2 * Simulations, $"{ties} ties had the worse figures: the test would not see a wrong one");
    }

    private static IReadOnlyList<SweepPoint> Points(params MadePoint[] points) => RunJudge.Judge(SweepRun.Make(points)).Sweep!.Series[0].Points;
}
