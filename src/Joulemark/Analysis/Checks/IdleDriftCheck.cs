using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>Idle power after the run that differs from before by more than a tenth, and enough to matter beside the load: the machine was not the same.</summary>
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
        if (Math.Abs(drift) > MostDrift * before.Watts && Math.Abs(drift) > ShareThatMatters * evidence.LoadWatts)
        {
            yield return new ValidityReason("idle-drift", string.Create(CultureInfo.InvariantCulture,
                $"idle power was {before.Watts:0.##} W before and {after.Watts:0.##} W after the run; the limit is {MostDrift:P0}"));
        }
    }
}
