using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>A window's energy: channel by channel, and the ledger's sum.</summary>
/// <param name="Channels">Each channel's energy, or why it is missing; channels that are no energy are left out.</param>
/// <param name="Gross">Sum of the counted channels; null when one of them is missing.</param>
/// <param name="Uncertainty">Of the sum: the channels' errors are independent, so their squares add up.</param>
internal sealed record WindowEnergy(IReadOnlyDictionary<string, ChannelEnergy> Channels, Energy? Gross, EnergyUncertainty Uncertainty)
{
    public static WindowEnergy Of(
        IReadOnlyDictionary<string, ChannelSeries> series, Ledger? ledger, Timestamp start, Timestamp end, double sampleRate)
    {
        var channels = series.Where(s => s.Value.Channel.Reading != ReadingKind.Indicator).ToDictionary(
            s => s.Key, s => EnergyIntegrator.Integrate(s.Value, start, end, sampleRate), StringComparer.Ordinal);
        Energy? gross = ledger is null ? null : Energy.Zero;
        var uncertainty = default(EnergyUncertainty);
        foreach (var name in ledger?.Counted ?? [])
        {
            var channel = channels.GetValueOrDefault(name);
            gross += channel?.Energy;
            uncertainty = uncertainty.And(channel?.Uncertainty ?? default);
        }

        return new WindowEnergy(channels, gross, uncertainty);
    }
}
