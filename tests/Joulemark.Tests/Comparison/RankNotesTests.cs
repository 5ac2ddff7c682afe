using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Statistics;
using Joulemark.Tests.Comparison.Gating;
using Xunit;

namespace Joulemark.Tests.Comparison;

/// <summary>Where ranks of the windows say something else than Student's t of their logarithms.</summary>
public sealed class RankNotesTests
{
    private static readonly double[] Steady = [30.00, 30.02, 29.98, 30.04, 29.96, 30.06, 29.94, 30.01, 29.99, 30.03];

    [Fact]
    public void DifferenceOfAFewWindows_IsSaidToBe()
    {
        // Half of the windows are a little lower, half a lot higher.
        double[] mixed = [29.7, 33.0, 29.71, 33.2, 29.72, 33.1, 29.69, 33.3, 29.73, 33.05];
        var note = Assert.Single(Notes(Steady, mixed));
        Assert.Equal(DiagnosticSeverity.Info, note.Severity);
        Assert.Contains("the ranks of their windows do not", note.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DifferenceThatAnOutlierHides_IsSaidToBe()
    {
        double[] higher = [.. Steady.Select(w => w * 1.02)];
        double[] disturbed = [.. Steady[..^1], 50];
        Assert.Contains("may hide a difference", Assert.Single(Notes(disturbed, higher)).Message, StringComparison.Ordinal);
        Assert.Empty(Notes(Steady, higher)); // without it both tests say the same
        Assert.Empty(Notes(Steady, [.. Steady.Reverse()]));
    }

    [Fact]
    public void WindowsThatAreAlikeInARow_AreNotHeldAgainstRanks_WhichTakeThemForIndependent()
    {
        // A walk: the ranks tell the two apart, and t, which counts ten windows for two or three, does not.
        double[] walk = [30.0, 30.1, 30.25, 30.4, 30.5, 30.6, 30.7, 30.85, 31.0, 31.1];
        double[] higher = [.. walk.Select(w => w + 0.9)];
        var (a, b) = (PowerRun.Make("a", walk), PowerRun.Make("b", higher));
        var comparison = Comparer.Compare((a, a.Header.Configurations[0]), (b, b.Header.Configurations[0]), [], []);
        var energy = comparison.Metrics.First(m => m.Ratio is not null);
        Assert.True(MannWhitneyTest.Test(walk, higher).P < 0.01);
        Assert.Equal(RatioVerdict.Inconclusive, energy.Verdict);
        Assert.EndsWith("windows whose neighbours are alike count for what they are worth", energy.Ratio!.Method, StringComparison.Ordinal);
        Assert.Empty(Notes(walk, higher));
        Assert.Equal(["A", "B"], comparison.Diagnostics.Where(d => d.Id == "JM5041").Select(d => d.Message[..1]).Distinct()); // why the interval is wide
    }

    [Fact]
    public void ThreeWindowsEach_AreTooFewForRanksToTell() => Assert.Empty(Notes(Steady[..3], [.. Steady[..3].Select(w => w * 1.5)]));

    [Fact]
    public void WindowsThatScatterAsTheyShould_SeldomMakeANote()
    {
        var random = new SeededRandom(21);
        const int pairs = 200;
        double[] Draw(double watts) => [.. Enumerable.Range(0, 8).Select(_ => watts * Math.Exp(0.03 * NormalDistribution.Quantile(Math.Max(1e-12, random.NextDouble()))))];
        Assert.InRange(Enumerable.Range(0, pairs).Count(i => Notes(Draw(30), Draw(30 * (1 + (i % 3 * 0.02)))).Any()) / (double)pairs, 0, 0.02);
    }

    [Fact]
    public void LeastProbability_IsThatOfTheMostExtremeOrder()
    {
        Assert.Equal(0.1, MannWhitneyTest.LeastP(3, 3), 12);
        Assert.Equal(2 / 70.0, MannWhitneyTest.LeastP(4, 4), 12);
        Assert.Equal(MannWhitneyTest.Test([1, 2, 3], [4, 5, 6, 7]).P, MannWhitneyTest.LeastP(3, 4), 12);
    }

    private static IEnumerable<Diagnostic> Notes(double[] a, double[] b)
    {
        var (one, other) = (PowerRun.Make("a", a), PowerRun.Make("b", b));
        return Comparer.Compare((one, one.Header.Configurations[0]), (other, other.Header.Configurations[0]), [], []).Diagnostics.Where(d => d.Id == RankNotes.Disagreement);
    }
}
