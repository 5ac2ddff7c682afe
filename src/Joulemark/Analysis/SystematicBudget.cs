using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>The parts of the uncertainty that repeats cannot shrink (docs/method.md, "Uncertainty").</summary>
internal static class SystematicBudget
{
    public static IReadOnlyList<SystematicUncertainty> Of(IReadOnlyList<Channel> channels, ConfigurationEvidence evidence)
    {
        var counted = channels.Where(c => evidence.Ledger?.Counted.Contains(c.Name, StringComparer.Ordinal) == true).ToList();
        var budget = new List<SystematicUncertainty>();

        // Gains of different channels are unknown and may all lean the same way, so their shares of the energy add up.
        foreach (var kind in counted.GroupBy(c => (c.Provenance == Provenance.Modelled ? "model" : "sensor-gain", c.GainSource)))
        {
            var share = Share(evidence, kind);
            if (share is not null)
                budget.Add(new SystematicUncertainty(kind.Key.Item1, share.Value, kind.Key.GainSource ?? "the source states none", CancelsInRatio: true));
        }

        // Each edge is uncertain by up to one update: P·τ/√6 for both (docs/method.md).
        var slowest = counted.Select(c => c.UpdatePeriodSeconds ?? 0).DefaultIfEmpty(0).Max();
        var shortest = evidence.Windows.Select(w => w.Duration.TotalSeconds).DefaultIfEmpty(0).Min();
        if (slowest > 0 && shortest > 0)
            budget.Add(new SystematicUncertainty("edge", slowest / (shortest * Math.Sqrt(6)), $"update period {slowest} s in a window of {shortest:0.##} s", CancelsInRatio: false));
        return budget;
    }

    private static double? Share(ConfigurationEvidence evidence, IEnumerable<Channel> channels)
    {
        double weighted = 0, total = 0;
        foreach (var window in evidence.Windows)
        {
            if (window.Gross is not { } gross)
                return null;
            total += gross.Joules;
            weighted += channels.Sum(c => c.GainUncertainty * (window.Channels.GetValueOrDefault(c.Name)?.Joules ?? 0));
        }

        return total > 0 ? weighted / total : null;
    }
}
