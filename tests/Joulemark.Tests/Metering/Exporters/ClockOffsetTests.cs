using CsCheck;
using Joulemark.Metering.Exporters;
using Joulemark.Metrology;
using Xunit;

namespace Joulemark.Tests.Metering.Exporters;

public sealed class ClockOffsetTests
{
    private const double Truth = 1_700_000_000;

    [Fact]
    public void Estimate_OfTheFastestAnswer_IsBelieved()
    {
        var offset = new ClockOffset();
        Assert.Null(offset.Best);
        Answer(offset, sent: 1, there: 0.5, back: 0.001);
        Answer(offset, sent: 2, there: 0.001, back: 0.001);
        Answer(offset, sent: 3, there: 0.001, back: 0.7);

        Assert.Equal(Truth, offset.Best!.Value.Seconds, 1e-6);
        Assert.Equal(0.001, offset.Best.Value.Uncertainty, 1e-6);
        Assert.Equal(new Timestamp(5_000_000_000).Seconds, offset.ToLocal(Truth + 5)!.Value.Seconds, 1e-6);
    }

    [Fact]
    public void Truth_IsAlwaysWithinTheUncertainty() =>
        Gen.Select(Gen.Double[0, 2], Gen.Double[0, 2], Gen.Double[0, 1]).Array[1, 30].Sample(answers =>
        {
            var offset = new ClockOffset();
            for (var i = 0; i < answers.Length; i++)
            {
                // A date is cut off to whole seconds: the time lies somewhere in the second after it.
                var (there, back, fraction) = answers[i];
                var (sent, arrived) = ((double)i, i + there + Truth);
                offset.Add(arrived - fraction, arrived - fraction + 1, At(sent), At(sent + there + back));
            }

            Assert.InRange(Math.Abs(offset.Best!.Value.Seconds - Truth), 0, offset.Best.Value.Uncertainty + 1e-6);
            Assert.Equal(0, offset.Drift);
        });

    [Fact]
    public void Drift_BeyondTheUncertainty_IsSeen()
    {
        var offset = new ClockOffset();
        for (var i = 0; i < 20; i++)
            Answer(offset, i, 0.001, 0.001);
        Assert.Equal(0, offset.Drift);
        for (var i = 20; i < 40; i++)
            Answer(offset, i, 0.001, 0.001, moved: 0.06);
        Assert.Equal(0.06, offset.Drift, 1e-4);
    }

    [Theory]
    [InlineData(5, 0.03)]
    [InlineData(5, -3600)]
    [InlineData(30, 3600)]
    public void Clock_ThatIsSet_IsFollowedAtOnce(int answers, double by)
    {
        var offset = new ClockOffset();
        for (var i = 0; i < answers; i++)
            Assert.Equal(0, Answer(offset, i, 0.001, 0.001));

        Assert.Equal(by, Answer(offset, answers, 0.002, 0.002, moved: by), 1e-4);

        Assert.Equal(new Timestamp(5_000_000_000).Seconds, offset.ToLocal(Truth + by + 5)!.Value.Seconds, 1e-4);
        Assert.Equal(by, offset.Drift, 1e-4);
        Assert.Equal(0, Answer(offset, answers + 1, 0.001, 0.001, moved: by));
        Assert.Equal(by, offset.Drift, 1e-4);
    }

    private static double Answer(ClockOffset offset, double sent, double there, double back, double moved = 0)
    {
        var theirs = Truth + moved + sent + there;
        return offset.Add(theirs, theirs, At(sent), At(sent + there + back));
    }

    private static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));
}
