using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>Idle power after the run that differs from before by more than its own noise: the machine was not the same.</summary>
internal sealed class IdleDriftCheck : IValidityCheck
{
    private const double MostDrift = 0.10;
    private const double ShareThatMatters = 0.01;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        // A process that does not run yet has no idle power to drift.
        if (evidence.Ledger?.Boundary == Boundary.Process || evidence is not { BareIdle: { } before, IdleAfter: { } after })
            yield break;
        var drift = after.Watts - before.Watts;
        var load = evidence.Windows.Select(w => (w.Gross / w.Duration)?.Watts ?? 0).DefaultIfEmpty(0).Average();
        if (Math.Abs(drift) > MostDrift * before.Watts && Math.Abs(drift) > ShareThatMatters * load)
        {
            yield return new ValidityReason("idle-drift", string.Create(CultureInfo.InvariantCulture,
                $"idle power was {before.Watts:0.##} W before and {after.Watts:0.##} W after the run; the limit is {MostDrift:P0}"));
        }
    }
}
