using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>A device's counter and its power reading that disagree by more than a tenth (zeus#181).</summary>
internal sealed class CrossCheckCheck(IReadOnlyList<Channel> channels) : IValidityCheck
{
    private const double MostGap = 0.10;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        foreach (var counter in channels.Where(c => c is { CrossCheck: false, Reading: ReadingKind.EnergyCounter }))
        {
            var twin = channels.FirstOrDefault(c => c is { CrossCheck: true, Reading: ReadingKind.Power } && c.Part == counter.Part && c.Device == counter.Device && c.Source == counter.Source);
            if (twin is null)
                continue;
            var (counted, integrated) = (Total(evidence, counter.Name), Total(evidence, twin.Name));
            if (counted is { } one && integrated is { } other && Math.Abs(other - one) > MostGap * Math.Max(one, other))
            {
                yield return new ValidityReason("counter-power-mismatch", string.Create(CultureInfo.InvariantCulture,
                    $"over the windows {counter.Name}'s counter says {one:0.#} J and its integrated power {other:0.#} J; the limit is {MostGap:P0}"));
            }
        }
    }

    private static double? Total(ConfigurationEvidence evidence, string channel) =>
        evidence.WindowEnergies.Aggregate((double?)0, (sum, w) => sum + w.Channels.GetValueOrDefault(channel)?.Energy?.Joules);
}
