using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// The uncertainty of the joules themselves (docs/method.md, "Uncertainty"): the error of sensors and models, as a bound, and what the
/// measuring adds in a window, at 95 % and for the window where it is largest.
/// </summary>
internal static class SystematicBudget
{
    /// <summary>Name of the error of sensors.</summary>
    public const string Gain = "sensor-gain";

    /// <summary>Name of the error of models.</summary>
    public const string Model = "model";

    private static readonly (string Name, Func<EnergyUncertainty, double> Part, string Source)[] Parts =
    [
        ("coverage", u => u.Coverage, "sensors that average over less than their update period see that share of the time only"),
        ("quantisation", u => u.Quantisation, "steps of the readings"),
        ("edge", u => u.Edge, "age of the readings at a window's two edges: update period, averaging, standstills"),
        ("sampling", u => u.Sampling, "power between readings, from how it scatters from one to the next"),
    ];

    public static IReadOnlyList<SystematicUncertainty> Of(IReadOnlyList<Channel> channels, ConfigurationEvidence evidence)
    {
        var counted = channels.Where(c => evidence.Ledger?.Counted.Contains(c.Name, StringComparer.Ordinal) == true).ToList();
        var budget = new List<SystematicUncertainty>();

        // Gains of different channels are unknown and may all lean the same way, so their shares of the energy add up.
        foreach (var kind in counted.GroupBy(c => (Name: c.Provenance == Provenance.Modelled ? Model : Gain, c.GainSource)))
        {
            var share = Share(evidence, kind);
            if (share is not null)
                budget.Add(new SystematicUncertainty(kind.Key.Name, share.Value, kind.Key.GainSource ?? "the source states none", CancelsInRatio: kind.Key.Name == Gain));
        }

        foreach (var (name, part, source) in Parts)
        {
            var largest = evidence.WindowEnergies.Where(w => w.Gross > Energy.Zero)
                .Select(w => EnergyUncertainty.CoverageFactor * part(w.Uncertainty) / w.Gross!.Value.Joules).DefaultIfEmpty(0).Max();
            if (largest > 0)
                budget.Add(new SystematicUncertainty(name, largest, source, CancelsInRatio: false));
        }

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
