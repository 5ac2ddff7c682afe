using Joulemark.Analysis;

namespace Joulemark.Tests.Analysis;

/// <summary>Reads a <see cref="SimulatedMeter"/> as hardware on a bad day is read: gaps, resets, wraps, counters that stand still, readings that fail.</summary>
internal static class IrregularMeter
{
    /// <summary>A channel of any kind over a time, with as many troubles as chance gives it: none in one of four.</summary>
    public static ChannelSeries Series(Random random, double seconds, string name)
    {
        double[] periods = [0.002, 0.02, 0.1, 0.2, 0.45];
        var period = periods[random.Next(periods.Length)];
        var channel = random.Next(4) == 0
            ? SimulatedMeter.Power(period, random.Next(2) == 0 ? 1 : 0.025, 0.1)
            : SimulatedMeter.Counter(period, random.Next(2) == 0 ? 0.001 : null, random.Next(3) == 0 ? 262_144 : null, random.Next(3) == 0 ? null : SimulatedPower.MaxWatts);
        var meter = new SimulatedMeter(random, new SimulatedPower(random, seconds)) { Channel = channel with { Name = name }, Start = random.Next(2) == 0 ? 0 : 262_000, Strays = 0.1 * random.NextDouble() };
        var isBad = random.Next(4) > 0;
        (double From, double To) Stretch(double longest) => random.NextDouble() * seconds is var from && isBad && random.Next(2) == 0 ? (from, from + (longest * random.NextDouble())) : (seconds, seconds);
        var (gap, still, reset, missing) = (Stretch(4), Stretch(3), Stretch(0), isBad ? 0.02 * random.NextDouble() : 0);
        var dense = Stretch(10);
        var series = new ChannelSeries(meter.Channel);
        void Read(double t)
        {
            var value = meter.Read(t >= still.From && t < still.To ? still.From : t);
            series.Add(SimulatedMeter.At(t), random.NextDouble() < missing ? (random.Next(2) == 0 ? null : -1) : t > reset.From ? Math.Max(0, value - meter.Read(reset.From)) : value);
        }

        foreach (var t in meter.Moments())
        {
            if (t >= gap.From && t < gap.To)
                continue;
            Read(t);
            for (var i = 1; i < 10 && t >= dense.From && t < dense.To; i++)
                Read(t + (i * 0.01));
        }

        return series;
    }
}
