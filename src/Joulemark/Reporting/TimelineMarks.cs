using Joulemark.Analysis;
using Joulemark.Analysis.Checks;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>What the timeline marks beside the stages: disturbances, slowed boards, changed settings, leaps of a clock, warnings.</summary>
/// <param name="Marks">In time order, no more than <see cref="Most"/>.</param>
/// <param name="Left">How many were left out.</param>
internal sealed record TimelineMarks(IReadOnlyList<TimelineMark> Marks, int Left)
{
    /// <summary>Most marks of a run that are drawn and listed.</summary>
    public const int Most = 300;

    /// <summary>The marks of a run. Where there are too many, those that matter most are kept.</summary>
    public static TimelineMarks Of(RunRecord run)
    {
        var end = run.Windows.Count > 0 ? run.Windows.Max(w => w.End.Seconds) : 0;
        List<TimelineMark> all =
        [
            .. Disturbance.Of(run.Events).Select(d => new TimelineMark("disturbance", d.Since.Seconds, Math.Max(d.Since.Seconds, d.Until?.Seconds ?? end), d.Message)),
            .. Slowdowns.Of(run).Select(s => new TimelineMark("throttled", s.Start, s.End, s.Text)),
            .. run.Events.Where(e => Kind(e) is not null).Select(e => new TimelineMark(Kind(e)!, (e.Since ?? e.Time).Seconds, e.Time.Seconds, e.Configuration is null ? e.Message : $"{e.Configuration}: {e.Message}")),
        ];
        return new TimelineMarks([.. all.OrderBy(m => m.Kind is "disturbance" or "throttled" or "clock" ? 0 : 1).ThenBy(m => m.Start).Take(Most).OrderBy(m => m.Start)], Math.Max(0, all.Count - Most));
    }

    private static string? Kind(RunEvent e) => e.Kind switch
    {
        RunEvent.ClockGap or RunEvent.ClockStep => "clock",
        RunEvent.Setting => "setting",
        RunEvent.Control when e.Diagnostic is not null => "setting",
        RunEvent.Load => "load",
        RunEvent.Disturbance => null,
        _ => e.Diagnostic is { Severity: DiagnosticSeverity.Warning or DiagnosticSeverity.Error } ? "warning" : null,
    };
}
