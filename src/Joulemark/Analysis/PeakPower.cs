using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>Highest power inside the windows, as the mean over one second: shorter peaks are beyond most sensors.</summary>
internal static class PeakPower
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    public static Power? Of(IReadOnlyDictionary<string, ChannelSeries> series, Ledger? ledger, IEnumerable<WindowRecord> windows, double sampleRate)
    {
        if (ledger is null)
            return null;
        var counted = ledger.Counted.Where(series.ContainsKey).ToDictionary(name => name, name => series[name], StringComparer.Ordinal);
        Power? peak = null;
        foreach (var window in windows)
        {
            for (var start = window.Start; start + Step <= window.End; start += Step)
            {
                if (WindowEnergy.Of(counted, ledger, start, start + Step, sampleRate).Gross / Step is { } power && (peak is null || power > peak))
                    peak = power;
            }
        }

        return peak;
    }
}
