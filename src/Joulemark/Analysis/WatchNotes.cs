using System.Globalization;
using Joulemark.Analysis.Checks;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>What was seen of the machine that a reader should know, without it making figures invalid.</summary>
internal static class WatchNotes
{
    public static IEnumerable<Diagnostic> Of(RunRecord run, List<ConfigurationEvidence> evidence, WatchedBoards boards, IReadOnlyList<Disturbance> disturbances)
    {
        // Every source's readings are placed on the monotonic clock, and a source whose own clock moves says so itself (JM2034).
        foreach (var step in run.Events.Where(e => e.Kind == RunEvent.ClockStep && run.Windows.Any(w => w.Start <= e.Time)))
        {
            yield return new Diagnostic("JM6053", DiagnosticSeverity.Warning,
                $"at {step.Time}: {step.Message}. Windows and readings are on the monotonic clock, which no step moves; logs of other programs that you lay beside them are off from there on",
                "Let NTP or PTP steer the machine before a run, not in it.");
        }

        var places = new ServerBoardsCheck(ServerBoards.Of(run.Events), boards);
        var settings = new BoardSettingsCheck(boards, new SettingsMade(run.Machine.Channels, run.Events), disturbances);
        foreach (var e in evidence)
        {
            foreach (var note in OfOne(e, boards, disturbances).Concat(places.Notes(e)).Concat(settings.Notes(e)))
                yield return note;
        }
    }

    private static IEnumerable<Diagnostic> OfOne(ConfigurationEvidence e, WatchedBoards boards, IReadOnlyList<Disturbance> disturbances)
    {
        var cap = new PowerCapCheck(boards);
        var capped = boards.CountedIn(e).Select(board => (Board: board, Share: cap.ShareOf(board, e.WindowRecords))).Where(c => c.Share > 0).ToList();
        if (capped.Count > 0)
        {
            yield return new Diagnostic("JM6054", DiagnosticSeverity.Info,
                $"{e.Configuration.Name}: {string.Join(", ", capped.Select(c => string.Create(CultureInfo.InvariantCulture, $"gpu{c.Board} was at its power limit for {c.Share:P0}")))} of the windows",
                "Nothing: that is steady operation. Compare it with others at the same limit only.");
        }

        if (e.IdleRecords.FirstOrDefault(w => w.Stage == Stage.IdleLoaded && BusyServerCheck.Account(e, w) is { IsStale: true }) is { } idle)
        {
            yield return new Diagnostic("JM6055", DiagnosticSeverity.Warning,
                $"{e.Configuration.Name}: while the server should be idle {BusyServerCheck.Account(e, idle)!.Value.Told}, by its gauges; its counters of tokens and requests stood still, so that the gauges are taken to be stale",
                "Restart the server, where you want its gauges to be right: some leave them standing after a request was aborted.");
        }

        // In a boundary without the GPUs somebody else on one of them is no part of the joules.
        var company = disturbances.Where(d => d.Code == Disturbance.ForeignGpuProcess && e.WindowRecords.Any(w => DisturbanceCheck.Overlap(d, w) is not null)).ToList();
        if (e is { Ledger.Boundary: Boundary.Process, Header.Node: null } && company.Count > 0)
        {
            yield return new Diagnostic("JM6056", DiagnosticSeverity.Warning,
                $"{e.Configuration.Name}: in a window {company[0].Message}{(company.Count > 1 ? $" (and {company.Count - 1} more)" : "")}. The process boundary counts no GPU, but a server that uses it is slower for it",
                "Keep other work off the GPUs while you measure.");
        }
    }
}
