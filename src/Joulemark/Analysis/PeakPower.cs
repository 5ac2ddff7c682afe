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

    /// <summary>The stretch slides by a tenth of itself, so that no peak falls between two; each is found by binary search, and an edge that two stretches share is looked at once.</summary>
    public static PeakPower Of(IReadOnlyDictionary<string, ChannelSeries> series, Ledger? ledger, IEnumerable<WindowRecord> windows, double sampleRate)
    {
        var slowest = (ledger?.Counted ?? []).Select(series.GetValueOrDefault).OfType<ChannelSeries>()
            .Select(s => Math.Max(s.Channel.UpdatePeriodSeconds ?? 0, EnergyIntegrator.ReadingPeriod(s.Channel, sampleRate))).DefaultIfEmpty(0).Max();
        var over = TimeSpan.FromSeconds(Math.Max(ShortestSeconds, FewestUpdates * slowest));
        var counted = (ledger?.Counted ?? []).Select(series.GetValueOrDefault).ToList();
        Power? Highest(WindowRecord window)
        {
            Power? peak = null;
            var edges = counted.ConvertAll(_ => new RecentEdges());
            for (var start = window.Start; start + over <= window.End; start += over / StepsInOne)
            {
                if (Energy(counted, edges, start, start + over, sampleRate) / over is { } power && (peak is null || power > peak))
                    peak = power;
            }

            return peak;
        }

        // The longest work of an analysis where windows are long and channels many: window by window on the cores there are.
        var peaks = ledger is null ? [] : windows.AsParallel().Select(Highest).OfType<Power>().ToList();
        return new PeakPower(peaks.Count == 0 ? null : new Power(peaks.Max(p => p.Watts)), over);
    }

    private static Energy? Energy(List<ChannelSeries?> counted, List<RecentEdges> edges, Timestamp start, Timestamp end, double sampleRate)
    {
        Energy? sum = Metrology.Energy.Zero;
        var uncertainty = default(EnergyUncertainty);
        for (var i = 0; i < counted.Count; i++)
        {
            var energy = counted[i] is { } channel ? EnergyIntegrator.Integrate(channel, start, end, sampleRate, edges[i]) : null;
            sum += energy?.Energy;
            uncertainty = uncertainty.And(energy?.Uncertainty ?? default);
        }

        return uncertainty.Expanded.Joules > MostUncertain * sum?.Joules ? null : sum;
    }
}
