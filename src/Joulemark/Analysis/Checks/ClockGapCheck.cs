using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// A machine that slept in a window. The monotonic clock stands still meanwhile, so the samples around it look adjacent,
/// while counters went on or started anew: neither the joules nor the length of such a window mean anything.
/// </summary>
internal sealed class ClockGapCheck(IReadOnlyList<RunEvent> events) : IValidityCheck
{
    private readonly List<RunEvent> _gaps = [.. events.Where(e => e.Kind == RunEvent.ClockGap)];

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        foreach (var window in evidence.WindowRecords.Concat(evidence.IdleRecords))
        {
            if (_gaps.Find(g => g.Time >= window.Start && g.Time <= window.End) is { } gap)
            {
                var where = window.Stage == Stage.Window ? $"window {window.Repeat}" : "an idle baseline";
                yield return new ValidityReason("clock-gap", $"in {where}, at {gap.Time}: {gap.Message}. Keep the machine awake while you measure (systemd-inhibit)");
            }
        }
    }
}
