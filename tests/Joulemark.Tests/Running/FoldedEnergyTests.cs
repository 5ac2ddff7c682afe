using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Running;
using Xunit;

namespace Joulemark.Tests.Running;

public sealed class FoldedEnergyTests
{
    [Theory]
    [InlineData(ReadingKind.EnergyCounter, null)]
    [InlineData(ReadingKind.EnergyCounter, 0.1)]
    [InlineData(ReadingKind.Power, null)]
    public void Window_LongerThanWhatIsKept_HasTheSameEnergy_InFlatMemory(ReadingKind reading, double? period)
    {
        var channel = new Channel { Name = "gpu0", Source = "test", Part = MachinePart.Gpu, Provenance = Provenance.Counter, Reading = reading, UpdatePeriodSeconds = period };
        var (kept, all, folded) = (new ChannelSeries(channel), new ChannelSeries(channel), new FoldedEnergy());
        var (start, end) = (At(55), At((100 * FoldedEnergy.MostSamples) - 33));
        folded.Open(start);
        for (var i = 0; i <= FoldedEnergy.MostSamples * 10; i++)
        {
            var value = reading == ReadingKind.EnergyCounter ? Joules(period is null ? i : i / 10 * 10) : 100 + (i % 13);
            kept.Add(At(i * 10), value);
            all.Add(At(i * 10), value);
            if (kept.Count > FoldedEnergy.MostSamples)
                folded.Fold(kept, 100);
            Assert.True(kept.Count <= FoldedEnergy.MostSamples);
        }

        var expected = EnergyIntegrator.Integrate(all, start, end, 100).Energy!.Value.Joules;
        Assert.Equal(expected, folded.Close(kept, start, end, 100)!.Value.Joules, expected * 1e-9);
    }

    /// <summary>70 W for a while, then 80 W.</summary>
    private static double Joules(int step) => (step * 0.7) + (Math.Max(0, step - 100_000) * 0.1);

    private static Timestamp At(long milliseconds) => new(milliseconds * 1_000_000);
}
