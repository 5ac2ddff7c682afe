using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Tests.Analysis;

/// <summary>
/// Reads a <see cref="SimulatedPower"/> as a device and its sampler would: the device updates its value every so often from
/// a random phase, in steps, wrapping, averaging; the sampler is late by jitter, loses samples and comes in bursts.
/// </summary>
internal sealed class SimulatedMeter(Random random, SimulatedPower power)
{
    public const double Rate = 10;

    public required Channel Channel { get; init; }

    public double Phase { get; init; } = random.NextDouble();

    /// <summary>Share of samples that are lost.</summary>
    public double Lost { get; init; } = random.Next(3) == 0 ? 0.05 : 0;

    /// <summary>Most that a sample is late, in sampling periods.</summary>
    public double Jitter { get; init; } = random.NextDouble();

    /// <summary>How far the device's updates stray from their even pace at most, in periods.</summary>
    public double Strays { get; init; }

    /// <summary>What a read at a moment gives.</summary>
    public double Read(double time)
    {
        var period = Channel.UpdatePeriodSeconds ?? 0;
        var updated = period > 0 ? Updated(time, period) : time;
        var value = Channel.Reading == ReadingKind.EnergyCounter ? Start + power.Joules(updated) : power.MeanWatts(updated, Channel.AveragingSeconds ?? 1e-3);
        if (Channel.Resolution is { } step)
            value = (Channel.Reading == ReadingKind.EnergyCounter ? Math.Floor(value / step) : Math.Round(value / step)) * step;
        return Channel.WrapsAt is { } wrap ? value % wrap.Joules : value;
    }

    private double Updated(double time, double period)
    {
        var update = Math.Floor((time / period) - Phase);
        var next = Moment(update + 1);
        return next <= time ? next : Moment(update) is var own && own <= time ? own : Moment(update - 1);

        double Moment(double k) => (k + Phase + (Strays * Math.Sin(k * 12.9898))) * period; // as good as random, and the same at each read
    }

    /// <summary>What the counter stood at when the curve began.</summary>
    public double Start { get; init; }

    /// <summary>The moments of reading.</summary>
    public IEnumerable<double> Moments()
    {
        for (var i = 0; i < power.Seconds * Rate; i++)
        {
            if (random.NextDouble() < Lost)
                continue;
            yield return (i + (Jitter * random.NextDouble())) / Rate;
            if (random.Next(40) == 0)
                yield return (i + 1.001) / Rate;
        }
    }

    public ChannelSeries Series(double until = double.MaxValue)
    {
        var series = new ChannelSeries(Channel);
        foreach (var t in Moments())
        {
            if (t <= until)
                series.Add(At(t), Read(t));
        }

        return series;
    }

    /// <summary>As <see cref="Series(double)"/>, and read densely after each edge until the counter has moved, as the sampler does.</summary>
    public ChannelSeries Series(double start, double end, bool endsThere = false)
    {
        var series = Series(endsThere ? end : double.MaxValue);
        series.Add(At(start - 1e-4), Read(start - 1e-4));
        foreach (var edge in (double[])[start, end])
        {
            var (period, value) = (Channel.UpdatePeriodSeconds!.Value, Read(edge + 1e-4));
            var moved = false;
            for (var t = edge + 1e-4; !moved && t < edge + (1.5 * period); t += period * (0.05 + (0.01 * random.NextDouble())))
            {
                series.Add(At(t), Read(t));
                moved = Read(t) != value;
            }
        }

        return series;
    }

    public static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));

    public static Channel Counter(double? period = null, double? resolution = null, double? wrap = null, double? maxPower = SimulatedPower.MaxWatts) => new()
    {
        Name = "c",
        Source = "test",
        Part = MachinePart.Gpu,
        Provenance = Provenance.Counter,
        Reading = ReadingKind.EnergyCounter,
        UpdatePeriodSeconds = period,
        Resolution = resolution,
        WrapsAt = wrap is { } joules ? new Energy(joules) : null,
        MaxPower = maxPower is { } watts ? new Power(watts) : null,
    };

    public static Channel Power(double? period = null, double? averaging = null, double? resolution = null) =>
        Counter(period, resolution) with { Provenance = Provenance.Integrated, Reading = ReadingKind.Power, AveragingSeconds = averaging };
}
