using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis;

public sealed class SensorLagTests
{
    private static readonly Timestamp Start = new(10_000_000_000);

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Lag_OfAMovingAverage_IsHalfItsLength(double half) =>
        Assert.Equal(half, SensorLag.Find(Series(t => 50 + (300 * Math.Clamp(t / (2 * half), 0, 1))), Start)!.Value.TotalSeconds, 0.02);

    [Fact]
    public void Lag_WithoutAStep_IsUnknown() => Assert.Null(SensorLag.Find(Series(t => 50 + Math.Sin(t * 9)), Start));

    [Fact]
    public void Lag_OfALoadThatComesLate_IsUnknown() => Assert.Null(SensorLag.Find(Series(t => t > 2.5 ? 350 : 50), Start));

    private static ChannelSeries Series(Func<double, double> watts)
    {
        var series = new ChannelSeries(new Channel { Name = "gpu0", Source = "test", Part = MachinePart.Gpu, Provenance = Provenance.Integrated, Reading = ReadingKind.Power });
        for (var t = -2.0; t < 8; t += 0.02)
            series.Add(Start + TimeSpan.FromSeconds(t), watts(t));
        return series;
    }
}
