using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// Highest power inside the windows, as the mean over one second, or over some updates of a slower channel: shorter peaks
/// are beyond the sensors.
/// </summary>
/// <param name="Power">The power; null when missing.</param>
/// <param name="Over">How long it is the mean of.</param>
internal sealed record PeakPower(Power? Power, TimeSpan Over)
{
    private const double ShortestSeconds = 1;
    private const double FewestUpdates = 4;
    private const double StepsInOne = 10;

    /// <summary>
    /// A step whose joules are less certain than this is passed over: a counter that stood still hands over in one step what
    /// was drawn in many, which is no peak.
    /// </summary>
    private const double MostUncertain = 0.25;

    /// <summary>In words, for people.</summary>
    public string Method => Over.TotalSeconds == 1 ? "highest mean over one second" : string.Create(CultureInfo.InvariantCulture, $"highest mean over {Over.TotalSeconds:0.##} s");

    /// <summary>
    /// The stretch slides by a tenth of itself, so that no peak falls between two. An edge that two stretches share is looked at
    /// once, and how certain a stretch is only where it is higher than all before it.
    /// </summary>
    public static PeakPower Of(IReadOnlyDictionary<string, ChannelSeries> series, Ledger? ledger, IEnumerable<WindowRecord> windows, double sampleRate)
    {
        var counted = (ledger?.Counted ?? []).Select(series.GetValueOrDefault).ToList();
        var slowest = counted.OfType<ChannelSeries>()
            .Select(s => Math.Max(s.Channel.UpdatePeriodSeconds ?? 0, EnergyIntegrator.ReadingPeriod(s.Channel, sampleRate))).DefaultIfEmpty(0).Max();
        var over = TimeSpan.FromSeconds(Math.Max(ShortestSeconds, FewestUpdates * slowest));
        Power? Highest(WindowRecord window)
        {
            Power? peak = null;
            var edges = counted.ConvertAll(_ => new RecentEdges(joulesOnly: true));
            for (var start = window.Start; start + over <= window.End; start += over / StepsInOne)
            {
                if (Joules(counted, edges, start, start + over, sampleRate) / over is { } power && (peak is null || power > peak) && IsCertain(counted, start, start + over, sampleRate))
                    peak = power;
            }

            return peak;
        }

        // Where windows are long and channels many it is long work: window by window on the cores there are.
        var peaks = ledger is null || counted.Contains(null) ? [] : windows.AsParallel().Select(Highest).OfType<Power>().ToList();
        return new PeakPower(peaks.Count == 0 ? null : new Power(peaks.Max(p => p.Watts)), over);
    }

    private static Energy? Joules(List<ChannelSeries?> counted, List<RecentEdges> edges, Timestamp start, Timestamp end, double sampleRate)
    {
        Energy? sum = Energy.Zero;
        for (var i = 0; i < counted.Count && sum is not null; i++)
            sum += EnergyIntegrator.Joules(counted[i]!, start, end, sampleRate, edges[i]);
        return sum;
    }

    private static bool IsCertain(List<ChannelSeries?> counted, Timestamp start, Timestamp end, double sampleRate)
    {
        Energy? sum = Energy.Zero;
        var uncertainty = default(EnergyUncertainty);
        foreach (var channel in counted)
        {
            var energy = EnergyIntegrator.Integrate(channel!, start, end, sampleRate);
            sum += energy.Energy;
            uncertainty = uncertainty.And(energy.Uncertainty);
        }

        return uncertainty.Expanded.Joules <= MostUncertain * sum?.Joules;
    }
}
