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
    private const double FewestSeconds = 2;
    private const double FewestUpdates = 10;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        foreach (var channel in (evidence.Ledger?.Counted ?? []).Select(series.GetValueOrDefault).OfType<ChannelSeries>())
        {
            if (channel.Channel.Reading != ReadingKind.Power || !DeviceChoice.IsMeasured(channel.Channel))
                continue;
            var standstills = Standstill.Of(channel, evidence.Header.SampleRate);
            foreach (var window in evidence.WindowRecords.Concat(evidence.IdleRecords))
            {
                if (standstills.FirstOrDefault(s => Matters(s, window)) is { } still)
                {
                    var where = window.Stage == Stage.Window ? $"window {window.Repeat}" : "an idle baseline";
                    yield return new ValidityReason("frozen-power", string.Create(CultureInfo.InvariantCulture,
                        $"in {where} {channel.Channel.Name} stood at {still.Watts:0.###} W for {still.Seconds:0.##} s, and went on at {still.Next:0.###} W; it moves at almost every update otherwise. The limit is {MostOfWindow:P0} of the window, or of its joules"));
                }
            }
        }
    }

    /// <summary>A good part of the window, or a jump afterwards that may have been due for a good part of its joules.</summary>
    private static bool Matters(Standstill still, WindowRecord window)
    {
        var share = (Math.Min(still.To, window.End.Seconds) - Math.Max(still.From, window.Start.Seconds)) / window.Duration.TotalSeconds;
        var jump = Math.Abs(still.Next - still.Watts) / Math.Max(still.Next, still.Watts);
        return share > MostOfWindow && (jump * share > MostOfWindow || (still.Seconds >= FewestSeconds && still.Updates >= FewestUpdates));
    }
}
