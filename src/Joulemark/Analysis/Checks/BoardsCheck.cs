using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>Boards that came or went in the run: the boundary promises all of them, and what a newcomer draws is in no channel.</summary>
internal sealed class BoardsCheck(IReadOnlyList<RunEvent> events) : IValidityCheck
{
    /// <summary>The driver is asked for their number once a second, so a change may be that much older than its event.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(2);

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (evidence.Ledger?.Boundary is not (Boundary.Gpu or Boundary.Components) || evidence.Header.Node is not null)
            yield break;
        var change = events.FirstOrDefault(e => e.Diagnostic?.Id == RunEvent.BoardsChanged);
        if (change is not null && evidence.WindowRecords.Any(w => w.End > change.Time - Notice))
            yield return new ValidityReason("boards-changed", $"at {change.Time}: {change.Message}");
    }
}
