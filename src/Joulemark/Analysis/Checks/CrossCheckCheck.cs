using System.Globalization;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// Overlapping channels that contradict each other by more than a tenth (zeus#181) and more than they are uncertain by: one of
/// them is wrong. A slow reading beside a fast one in a short window is merely coarse.
/// </summary>
internal sealed class CrossCheckCheck(IReadOnlyList<CrossCheck> crossChecks) : IValidityCheck
{
    private const double MostGap = 0.10;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        var counted = evidence.Ledger?.Counted.ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var check in crossChecks.Where(c => c.Channels.Concat(c.Against).Any(counted.Contains)))
        {
            var (one, other, unsure) = (check.Energy.Joules, check.AgainstEnergy.Joules, check.Uncertainty.Joules);
            var sides = string.Create(CultureInfo.InvariantCulture,
                $"over the windows {string.Join(" + ", check.Channels)} says {one:0.#} J and {string.Join(" + ", check.Against)} {other:0.#} J");
            if (check.Relation == CrossCheck.Same && Math.Abs(other - one) - unsure > MostGap * Math.Max(one, other))
                yield return new ValidityReason("counter-power-mismatch", $"{sides}, of the same device; the limit is {MostGap:P0}");
            else if (check.Relation == CrossCheck.Holds && other - unsure > (1 + MostGap) * one)
                yield return new ValidityReason("part-above-whole", $"{sides}, which lies inside the first; the limit is {MostGap:P0}");
        }
    }
}
