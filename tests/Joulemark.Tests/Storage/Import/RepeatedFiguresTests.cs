using Joulemark.Storage.Import;
using Xunit;

namespace Joulemark.Tests.Storage.Import;

public sealed class RepeatedFiguresTests
{
    /// <summary>Nothing takes less than no time: what results scatter by does not bring the interval of their mean there.</summary>
    [Fact]
    public void Interval_OfResultsThatScatter_EndsAtNothing()
    {
        var figure = RepeatedFigures.Of([Result(1, 0.001), Result(2, 0.001), Result(3, 0.1)]).Figures["ttft_mean"];
        Assert.Equal(0, figure.Lower);
        Assert.True(figure.Upper > 0.1);
    }

    private static ImportedBenchmark Result(int repeat, double ttft)
    {
        var benchmark = new ImportedBenchmark("only", hasWallClock: true) { Repeat = repeat };
        benchmark.Figure("ttft_mean", ttft, "s", 100, "as the tool says");
        return benchmark;
    }
}
