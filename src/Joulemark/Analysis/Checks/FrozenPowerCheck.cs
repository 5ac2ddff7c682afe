using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// A power that stood still to the last digit where it moves at almost every update otherwise: the sensor, or the exporter
/// in front of it, gave the last value again and again. Its sum looks as good as any.
/// </summary>
internal sealed class FrozenPowerCheck(IReadOnlyDictionary<string, ChannelSeries> series) : IValidityCheck
{
    private const double MostOfWindow = 0.10;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        foreach (var channel in (evidence.Ledger?.Counted ?? []).Select(series.GetValueOrDefault).OfType<ChannelSeries>())
        {
            if (channel.Channel.Reading != ReadingKind.Power || !DeviceChoice.IsMeasured(channel.Channel))
                continue;
            var standstills = Standstill.Of(channel, evidence.Header.SampleRate);
            foreach (var window in evidence.WindowRecords.Concat(evidence.IdleRecords))
            {
                if (standstills.FirstOrDefault(s => Overlap(s, window) > MostOfWindow * window.Duration.TotalSeconds) is { } still)
                {
                    var where = window.Stage == Stage.Window ? $"window {window.Repeat}" : "an idle baseline";
                    yield return new ValidityReason("frozen-power", string.Create(CultureInfo.InvariantCulture,
                        $"in {where} {channel.Channel.Name} stood at {still.Watts:0.###} W for {still.To - still.From:0.##} s; the limit is {MostOfWindow:P0} of the window, for a power that moves at almost every update otherwise"));
                }
            }
        }
    }

    private static double Overlap(Standstill still, WindowRecord window) =>
        Math.Min(still.To, window.End.Seconds) - Math.Max(still.From, window.Start.Seconds);
}
