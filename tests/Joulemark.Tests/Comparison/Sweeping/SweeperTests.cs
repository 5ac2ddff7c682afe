using Joulemark.Analysis;
using Joulemark.Comparison.Sweeping;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Comparison.Sweeping;

public sealed class SweeperTests
{
    [Fact]
    public void Probe()
    {
        var run = SweepRun.Make([.. new[] { (1, 50.0, 20), (2, 60, 39), (4, 80, 75), (8, 100, 120), (16, 140, 130), (32, 150, 131) }.Select(p => MadePoint.Scattered(p.Item1, p.Item2, p.Item3, 0.01, new SeededRandom2(p.Item1).R))]);
        var result = RunAnalyzer.Analyze(run);
        Assert.Fail(result.Sweep!.Answer + "\n" + string.Join("\n", result.Sweep.Series[0].Points.Select(p => p.Configuration + p.PowerFront + p.LatencyFront + p.Verdict + p.IsKnee + p.RatioToBest + string.Join(";", p.Reasons))) + result.Sweep.Series[0].Knees[0]  + string.Join("\n", result.Validity.Reasons) + string.Join("\n", result.Diagnostics));
    }

    private sealed record SeededRandom2(int Seed) { public Joulemark.Statistics.SeededRandom R => new(Seed); }
}
