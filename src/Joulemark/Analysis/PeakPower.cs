using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>Highest power inside the windows, as the mean over one second: shorter peaks are beyond most sensors.</summary>
internal static class PeakPower
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>Each reading is looked at once: the steps do not overlap, and a step is found by binary search.</summary>
    public static Power? Of(IReadOnlyDictionary<string, ChannelSeries> series, Ledger? ledger, IEnumerable<WindowRecord> windows, double sampleRate)
    {
        if (ledger is null)
            return null;
        var counted = ledger.Counted.Select(series.GetValueOrDefault).ToList();
        Power? peak = null;
        foreach (var window in windows)
        {
            for (var start = window.Start; start + Step <= window.End; start += Step)
            {
                Energy? sum = Energy.Zero;
                foreach (var channel in counted)
                    sum += channel is null ? null : EnergyIntegrator.Integrate(channel, start, start + Step, sampleRate).Energy;
                if (sum / Step is { } power && (peak is null || power > peak))
                    peak = power;
            }
        }

        return peak;
    }
}
