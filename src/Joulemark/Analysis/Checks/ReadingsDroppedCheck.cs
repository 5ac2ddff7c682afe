using System.Globalization;

namespace Joulemark.Analysis.Checks;

/// <summary>A counted channel whose readings often fail or are impossible: what is left of them is no fair sample.</summary>
internal sealed class ReadingsDroppedCheck : IValidityCheck
{
    private const double MostDropped = 0.01;
    private const int FewestThatMatter = 3;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        foreach (var name in evidence.Ledger?.Counted ?? [])
        {
            var channels = evidence.WindowEnergies.Select(w => w.Channels.GetValueOrDefault(name)).OfType<ChannelEnergy>().ToList();
            var (dropped, readings) = (channels.Sum(c => c.Dropped), channels.Sum(c => c.Readings));
            if (dropped >= FewestThatMatter && dropped > MostDropped * readings)
            {
                yield return new ValidityReason("readings-dropped", string.Create(CultureInfo.InvariantCulture,
                    $"{dropped} of {readings} readings of {name} in the windows failed or were impossible and were dropped; the limit is {MostDropped:P0}. Look whether the device, its exporter or the process was gone, and read a slow one less often"));
            }
        }
    }
}
