using Joulemark.Metrology;

namespace Joulemark.Analysis;

/// <summary>A window's energy: channel by channel, and the ledger's sum.</summary>
/// <param name="Channels">Each channel's energy, or why it is missing.</param>
/// <param name="Gross">Sum of the counted channels; null when one of them is missing.</param>
internal sealed record WindowEnergy(IReadOnlyDictionary<string, ChannelEnergy> Channels, Energy? Gross)
{
    public static WindowEnergy Of(
        IReadOnlyDictionary<string, ChannelSeries> series, Ledger? ledger, Timestamp start, Timestamp end, double sampleRate)
    {
        var channels = series.ToDictionary(
            s => s.Key, s => EnergyIntegrator.Integrate(s.Value, start, end, sampleRate), StringComparer.Ordinal);
        Energy? gross = ledger is null ? null : Energy.Zero;
        foreach (var name in ledger?.Counted ?? [])
            gross += channels.GetValueOrDefault(name)?.Energy;
        return new WindowEnergy(channels, gross);
    }
}
