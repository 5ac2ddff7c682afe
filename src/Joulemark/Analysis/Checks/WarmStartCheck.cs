using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>A window that began on boards warmer than the spec allows: leakage grows with temperature, and so do the joules.</summary>
internal sealed class WarmStartCheck(IReadOnlyList<RunEvent> events) : IValidityCheck
{
    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        var warm = events.FirstOrDefault(e => e.Kind == RunEvent.Control && e.Configuration == evidence.Configuration.Name && e.Diagnostic is not null && e.Facts?.ContainsKey(RunEvent.ControlRepeat) == true);
        if (warm is not null)
            yield return new ValidityReason("too-warm", $"before window {warm.Facts![RunEvent.ControlRepeat]}: {warm.Message}");
    }
}
