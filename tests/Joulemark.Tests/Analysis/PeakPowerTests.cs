using CsCheck;
using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis;

public sealed class PeakPowerTests
{
    private static readonly TimeSpan Tenth = TimeSpan.FromSeconds(0.1);

    /// <summary>However irregular the channels are, the walk finds to the last bit what integrating every stretch by itself, uncertainty and all, finds.</summary>
    [Fact]
    public void Peak_OfIrregularChannels_IsThatOfEveryStretchIntegratedByItself()
    {
        var passedOver = 0;
        Gen.Int[0, 1_000_000].Sample(seed =>
        {
            var random = new Random(seed);
            var series = Enumerable.Range(0, 1 + random.Next(3)).Select(i => IrregularMeter.Series(random, 30, $"c{i}")).ToDictionary(s => s.Channel.Name, StringComparer.Ordinal);
            var start = SimulatedMeter.At(2 + random.NextDouble());
            WindowRecord[] windows = [Window(start, start + TimeSpan.FromSeconds(12)), Window(start + TimeSpan.FromSeconds(13), start + TimeSpan.FromSeconds(26)), Window(start, start + TimeSpan.FromSeconds(0.5))];
            var peak = PeakPower.Of(series, LedgerOf(series.Values), windows, SimulatedMeter.Rate);
            Assert.Equal(Plain([.. series.Values], windows, peak.Over, out var passed), peak.Power);
            Interlocked.Add(ref passedOver, passed);
        }, iter: 150);
        Assert.True(passedOver > 500, $"only {passedOver} stretches had no energy, or one too uncertain: little was irregular");
    }

    [Fact]
    public void Joules_OfAnyWindow_AreThoseOfItsEnergy_WhereverItHasOne()
    {
        var known = 0;
        Gen.Int[0, 1_000_000].Sample(seed =>
        {
            var random = new Random(seed);
            var (series, edges) = (IrregularMeter.Series(random, 30, "c"), new RecentEdges(joulesOnly: true));
            for (var start = SimulatedMeter.At(1.0123); start < SimulatedMeter.At(27); start += Tenth)
            {
                var end = start + (10 * Tenth);
                if (EnergyIntegrator.Integrate(series, start, end, SimulatedMeter.Rate).Energy is not { } energy)
                    continue;
                Assert.Equal(energy, EnergyIntegrator.Joules(series, start, end, SimulatedMeter.Rate, edges));
                Interlocked.Increment(ref known);
            }
        }, iter: 50);
        Assert.True(known > 1000, $"only {known} windows had an energy");
    }

    /// <summary>A counter that stands still and then hands over what it missed is no peak: it is uncertain by more than a quarter.</summary>
    [Fact]
    public void Peak_OfACounterThatCatchesUp_IsNotItsStep()
    {
        var series = new ChannelSeries(SimulatedMeter.Counter(0.1));
        for (var i = 0; i < 300; i++)
            series.Add(SimulatedMeter.At(i / 10.0), 100 * (i is >= 100 and < 125 ? 99 : i) / 10.0);
        var peak = PeakPower.Of(new Dictionary<string, ChannelSeries> { ["c"] = series }, LedgerOf([series]), [Window(SimulatedMeter.At(2), SimulatedMeter.At(28))], SimulatedMeter.Rate);
        Assert.Equal(100, peak.Power!.Value.Watts, 5);
    }

    private static Power? Plain(List<ChannelSeries> counted, IEnumerable<WindowRecord> windows, TimeSpan over, out int passedOver)
    {
        Power? peak = null;
        passedOver = 0;
        foreach (var window in windows)
        {
            for (var start = window.Start; start + over <= window.End; start += over / 10)
            {
                Energy? sum = Energy.Zero;
                var uncertainty = default(EnergyUncertainty);
                foreach (var energy in counted.Select(c => EnergyIntegrator.Integrate(c, start, start + over, SimulatedMeter.Rate)))
                {
                    sum += energy.Energy;
                    uncertainty = uncertainty.And(energy.Uncertainty);
                }

                if (sum / over is not { } power || uncertainty.Expanded.Joules > 0.25 * sum?.Joules)
                    passedOver++;
                else if (peak is null || power > peak)
                    peak = power;
            }
        }

        return peak;
    }

    private static WindowRecord Window(Timestamp start, Timestamp end) => new() { Configuration = "only", Stage = Stage.Window, Repeat = 1, Start = start, End = end };

    private static Ledger LedgerOf(IEnumerable<ChannelSeries> series) => new()
    {
        Boundary = Boundary.Gpu,
        Entries = [.. series.Select(s => new LedgerEntry(s.Channel.Name, "test", MachinePart.Gpu, s.Channel.Provenance, Counted: true))],
    };
}
