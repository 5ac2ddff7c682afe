using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Analysis;

public sealed class WindowNotesTests
{
    private static readonly WindowMetric Metric = WindowMetrics.All.First(m => m.Name == WindowMetrics.EnergyPerOutputToken);

    [Fact]
    public void Window_ThatStandsApart_IsNamedWithItsValue()
    {
        var note = Assert.Single(Notes([1.00, 1.01, 0.99, 1.00, 1.02, 1.30, 0.99, 1.01]));
        Assert.Equal("JM5040", note.Id);
        Assert.Contains("window 6 (1.3 J/token)", note.Message, StringComparison.Ordinal);
        Assert.Contains("It is in the figures", note.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Window_ApartByLessThanMatters_IsNotNamed() => Assert.Empty(Notes([1.0000, 1.0001, 0.9999, 1.0000, 1.0002, 1.0100, 0.9999, 1.0001]));

    [Theory]
    [InlineData(0.02, "rises")]
    [InlineData(-0.02, "falls")]
    public void Trend_OverTheWindows_IsSaid(double step, string word)
    {
        var note = Assert.Single(Notes([.. Enumerable.Range(0, 8).Select(i => 1 + (i * step) + (i % 2 * 0.002))]));
        Assert.Equal("JM5041", note.Id);
        Assert.Contains(word, note.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Neighbours_ThatAreAlike_AreSaid()
    {
        var note = Assert.Single(Notes([1.00, 1.01, 1.05, 1.08, 1.09, 1.07, 1.04, 1.01, 1.00, 1.02, 1.05, 1.08, 1.08, 1.05, 1.02, 1.00]));
        Assert.Equal("JM5042", note.Id);
    }

    [Fact]
    public void Windows_ThatAreSkewed_AreSaidToBe_WithTheIntervalThatTakesNoShapeForGranted()
    {
        double[] skewed = [1.0, 1.02, 1.01, 1.03, 1.0, 1.05, 1.02, 1.01, 1.04, 2.5];
        var note = WindowNotes.Skewed("c: energy_per_correct", "J/correct answer", skewed, isSequential: false)!;
        Assert.Equal("JM5043", note.Id);
        var resampled = BootstrapInterval.Of(skewed, v => v.Average());
        Assert.Contains(FormattableString.Invariant($"{resampled.Lower:G4} to {resampled.Upper:G4}"), note.Message, StringComparison.Ordinal);
        Assert.Null(WindowNotes.Skewed("c: energy_per_correct", "J/correct answer", skewed[3..], isSequential: false)); // too few to resample
    }

    [Theory]
    [InlineData(8)]
    [InlineData(30)]
    public void NormalWindows_AreSeldomSaidToBeSkewed(int count)
    {
        const int runs = 300;
        var random = new SeededRandom(3, count);
        var said = Enumerable.Range(0, runs).Count(_ => WindowNotes.Skewed("c", "J", [.. Enumerable.Range(0, count).Select(_ => 1 + (0.1 * NormalDistribution.Quantile(random.NextDouble())))], isSequential: false) is not null);
        Assert.InRange(said / (double)runs, 0, 0.02);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void FewWindows_AreNotJudged(int count) => Assert.Empty(Notes([.. Enumerable.Range(0, count).Select(i => 1.0 + i)]));

    [Theory]
    [InlineData(5, "JM5041", 0.012)] // two-sided 1 %
    [InlineData(10, "JM5041", 0.012)]
    [InlineData(10, "JM5042", 0.062)] // one-sided 5 %
    [InlineData(30, "JM5042", 0.062)]
    public void IndependentWindows_AreSeldomSaidToBeOtherwise(int count, string id, double most)
    {
        const int runs = 4000;
        var random = new SeededRandom(1, count);
        var said = 0;
        for (var i = 0; i < runs; i++)
            said += Notes([.. Enumerable.Range(0, count).Select(_ => 1 + (0.1 * NormalDistribution.Quantile(random.NextDouble())))]).Any(n => n.Id == id) ? 1 : 0;
        Assert.InRange(said / (double)runs, 0, most + 0.003);
    }

    [Fact]
    public void AutocorrelatedWindows_AreMostlySaidToBeSo()
    {
        const int runs = 500;
        var random = new SeededRandom(2, 0);
        var said = 0;
        for (var i = 0; i < runs; i++)
        {
            var level = 0.0;
            said += Notes([.. Enumerable.Range(0, 20).Select(_ => 1 + (level = (0.8 * level) + (0.02 * NormalDistribution.Quantile(random.NextDouble()))))]).Any(n => n.Id is "JM5041" or "JM5042") ? 1 : 0;
        }

        Assert.InRange(said / (double)runs, 0.7, 1);
    }

    private static List<Joulemark.Diagnostics.Diagnostic> Notes(double[] values) => [.. WindowNotes.Of("only", Metric, values, [.. Enumerable.Range(1, values.Length)])];
}
