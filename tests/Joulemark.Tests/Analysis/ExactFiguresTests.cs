using Joulemark.Analysis;
using Joulemark.Tests.Comparison;
using Xunit;

namespace Joulemark.Tests.Analysis;

public sealed class ExactFiguresTests
{
    private const string Note = "JM5045";

    [Fact]
    public void Latencies_ThatAreTheSameInEveryWindow_AreDoubted()
    {
        var result = RunAnalyzer.Analyze(SampleRun.Make());
        var note = Assert.Single(result.Diagnostics, d => d.Id == Note);
        Assert.Contains("only: ttft_p50, tpot_p50, ", note.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("energy", note.Message, StringComparison.Ordinal); // no narrower than it is measured to

        // So is a comparison by them.
        Assert.Equal(2, Runs.Compare(SampleRun.Make(), SampleRun.Make() is var other ? other with { Header = other.Header with { Id = "other" } } : null!).Diagnostics.Count(d => d.Id == Note));
    }

    [Fact]
    public void Latencies_ThatScatter_AreNot()
    {
        var scattered = SampleRun.Edit(SampleRun.Make(), r =>
        {
            var late = TimeSpan.FromMilliseconds(((r.Item * 7) % 11) + r.Repeat);
            return r with { FirstToken = r.FirstToken + late, LastToken = r.LastToken + (late * 2.5), Tokens = [.. r.Tokens.Select((t, i) => t + late + (late * (1.5 * i / 9)))] };
        });
        Assert.DoesNotContain(RunAnalyzer.Analyze(scattered).Diagnostics, d => d.Id == Note);
    }

    [Fact]
    public void Latencies_WithoutAnInterval_AreNot() =>
        Assert.DoesNotContain(RunAnalyzer.Analyze(SampleRun.Make() is var run ? run with { Requests = [.. run.Requests.Take(2)] } : null!).Diagnostics, d => d.Id == Note);
}
