using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// Joules that are hardly known: a reading far off all others that its device's maximum does not rule out, a window that
/// is short for its sensor.
/// </summary>
internal sealed class UncertaintyCheck : IValidityCheck
{
    private const double MostUncertain = 0.20;

    /// <summary>An idle power that is off by less than this share of the power under load moves no net figure.</summary>
    private const double ShareThatMatters = 0.05;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (evidence.Windows.FirstOrDefault(w => IsUncertain(w.Gross, w.Uncertainty)) is { } window)
            yield return Reason($"window {window.Repeat}", window.Gross, window.Uncertainty);

        if (evidence.Ledger?.Boundary == Boundary.Process)
            yield break; // a process that does nothing, or does not run yet, has next to no idle power
        foreach (var (duration, idle) in evidence.IdleEnergies)
        {
            if (IsUncertain(idle.Gross, idle.Uncertainty.Expanded) && (idle.Uncertainty.Expanded / duration).Watts > ShareThatMatters * evidence.LoadWatts)
                yield return Reason("an idle baseline", idle.Gross, idle.Uncertainty.Expanded);
        }
    }

    private static bool IsUncertain(Energy? energy, Energy? uncertainty) => uncertainty?.Joules > MostUncertain * energy?.Joules;

    private static ValidityReason Reason(string where, Energy? energy, Energy? uncertainty) => new ValidityReason("uncertain", string.Create(CultureInfo.InvariantCulture,
        $"the joules of {where}, {energy?.Joules:0.###}, are uncertain by {uncertainty?.Joules:0.###} J; the limit is {MostUncertain:P0}. Look at its power in the report; a longer window makes it less"));
}
