using Joulemark.Metrology;

namespace Joulemark.Analysis;

/// <summary>Energy of a window from sampled powers: the trapezoid, with power interpolated at the window's edges.</summary>
internal static class SampledEnergy
{
    private const int Margin = 2; // samples beyond either edge that say how the power runs there

    public static ChannelEnergy Of(ChannelSeries series, in GoodReadings good, WindowSpan window, double sampleRate)
    {
        var limit = EnergyIntegrator.GapLimit(series.Channel, sampleRate);
        var sensor = Sensor.Of(series);
        var fine = new Roughness(sensor.Stride, window.Start, window.End);
        var coarse = new Roughness(Math.Max(sensor.Stride, sensor.Averaging), window.Start, window.End, thin: true);
        var (from, to) = WithMargin(good, window);
        double joules = 0, first = 0, last = 0;
        var changes = 0;
        fine.Add(good.Time(from), good.Value(from));
        coarse.Add(good.Time(from), good.Value(from));
        for (int i = from, next; i < to; i = next)
        {
            next = good.After(i);
            var (t0, p0, t1, p1) = (good.Time(i), good.Value(i), good.Time(next), good.Value(next));
            fine.Add(t1, p1);
            coarse.Add(t1, p1);

            // The part of this step that lies in the window, with power interpolated at its ends.
            var (a, b) = (Math.Max(t0, window.Start), Math.Min(t1, window.End));
            if (b <= a)
                continue;
            if (t1 - t0 > limit.TotalNanoseconds)
                return EnergyIntegrator.Gap(series.Channel, (t1 - t0) / 1e9, limit.TotalSeconds);
            var slope = (p1 - p0) / (t1 - t0);
            var (pa, pb) = (p0 + (slope * (a - t0)), p0 + (slope * (b - t0)));
            joules += (pa + pb) / 2 * (b - a) / 1e9;
            changes += p0 == p1 ? 0 : 1;
            if (a == window.Start)
                first = pa;
            last = pb;
        }

        return new ChannelEnergy(new Energy(joules))
        {
            Uncertainty = new EnergyUncertainty
            {
                Edge = sensor.Lag * Math.Sqrt(((first - last) * (first - last)) + coarse.MeanSquareStep),
                Quantisation = (series.Channel.Resolution ?? 0) / Math.Sqrt(12) * window.Seconds / Math.Sqrt(1 + changes),
                Sampling = Math.Sqrt(sensor.Seen * fine.Variance),
                Coverage = Math.Sqrt((1 - sensor.Seen) * fine.Variance),
            },
        };
    }

    private static (int From, int To) WithMargin(in GoodReadings good, WindowSpan window)
    {
        var (from, to) = (window.Before, window.After);
        for (var i = 0; i < Margin; i++)
        {
            from = good.Before(from) is >= 0 and var before ? before : from;
            to = good.After(to) is >= 0 and var after ? after : to;
        }

        return (from, to);
    }

    /// <summary>
    /// What a power sensor does to its readings. It is late by half its update period and half its averaging in the mean,
    /// which a window notices where power differs between its edges. Averaging for less than an update it sees that share
    /// of the time only: of the noise variance s² of its readings as samples, the rest of the share is what the time unseen
    /// makes, (τ−A)²·σ²·τ/(τ−A) = (1−A/τ)·τ²σ² an update, where power in it varies as it does in the time seen.
    /// </summary>
    private readonly record struct Sensor(double Stride, double Averaging, double Lag, double Seen)
    {
        // A little under the period, so that jitter of the readings does not make every other update go unused.
        private const double ShareOfPeriod = 0.75;

        public static Sensor Of(ChannelSeries series)
        {
            var period = series.Channel.UpdatePeriodSeconds ?? 0;
            var averaging = series.Channel.AveragingSeconds ?? 0;
            var seen = averaging > 0 && averaging < period ? averaging / period : 1;
            return new Sensor(ShareOfPeriod * period, averaging, (period + averaging) / 2, seen);
        }
    }
}
