using Joulemark.Comparison;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Comparison;

public sealed class WidenedRatioTests
{
    private const double Known = 0.0424; // two sides, each of joules that are known to 3 % at 95 %

    /// <summary>Windows without scatter: the interval is how well the joules are known, which one of many comparisons needs at its own confidence.</summary>
    [Theory]
    [InlineData(0.95, 1)]
    [InlineData(0.995, 2.8070 / 1.9600)]
    [InlineData(0.8, 1)] // a bound may be kept by all alike: it is not less at less confidence
    public void Interval_IsNoNarrowerThanTheJoulesAreKnown_AtItsOwnConfidence(double confidence, double times)
    {
        var ratio = new WidenedRatio(new LogRatio(Math.Log(1.05), 0, 4, IsPaired: false), Known, default);
        var interval = ratio.Interval(confidence);
        Assert.Equal(1.05 * Math.Exp(Known * times), interval.Upper!.Value, 1e-4);
        Assert.Equal(1.05 / Math.Exp(Known * times), interval.Lower!.Value, 1e-4);
        Assert.Equal(Math.Exp(Known * times) - 1, ratio.SmallestDetectable(confidence)!.Value, 1e-4);
    }

    [Fact]
    public void Repeats_DoNotTellWhatTheJoulesAreNotKnownTo_AtItsOwnConfidence()
    {
        var ratio = new WidenedRatio(new LogRatio(0.05, 0.001, 4, IsPaired: false), Known, default);
        Assert.NotNull(ratio.RepeatsToTellFrom(1, 3, 0.95));
        Assert.Null(ratio.RepeatsToTellFrom(1, 3, 0.995)); // known to 6.1 %
    }
}
