using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// What the watch saw while a run went on. Company and shortage count where they touch a window or an idle baseline, which
/// they make too high and net energy too low. A change of a setting counts from the first of these to the last, wherever
/// it falls: before it and after it are two machines.
/// </summary>
internal sealed class DisturbanceCheck(IReadOnlyList<Disturbance> disturbances, WatchedBoards boards) : IValidityCheck
{
    /// <summary>What each is called as a reason, and whether it is a change that stays.</summary>
    private static readonly (string Code, bool Stays)[] Kinds =
    [
        (Disturbance.ForeignGpuProcess, false), (Disturbance.MemoryPressure, false), (Disturbance.CpuThrottled, false), // background-cpu is judged by its share: BackgroundLoadCheck; power-limit-changed beside the samples: BoardSettingsCheck
        (Disturbance.GovernorChanged, true), (Disturbance.TurboChanged, true), (Disturbance.CpuLimitChanged, true), (Disturbance.ClocksChanged, true), (Disturbance.ServerRestarted, true),
    ];

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (evidence.Header.Node is not null || evidence.ServerIsElsewhere || evidence.WindowRecords.Count == 0)
            yield break; // it is another machine's affair, or nobody's
        var counted = boards.CountedIn(evidence);
        foreach (var (code, stays) in Kinds)
        {
            if (ReasonOf(code, stays, disturbances, counted, evidence) is { } reason)
                yield return reason;
        }
    }

    /// <summary>The reason that disturbances of one code are, with the heaviest as its evidence; null for none.</summary>
    public static ValidityReason? ReasonOf(string code, bool stays, IReadOnlyList<Disturbance> disturbances, IReadOnlyList<int> counted, ConfigurationEvidence evidence)
    {
        var hits = disturbances.Where(d => d.Code == code && (d.Board is not { } board || counted.Contains(board)))
            .Select(d => (Disturbance: d, Where: stays ? Change(d, evidence) : Company(d, evidence))).Where(h => h.Where.Text is not null)
            .OrderByDescending(h => h.Where.Seconds).ToList();
        return hits.Count == 0 ? null
            : new ValidityReason(code, $"{hits[0].Where.Text}: {hits[0].Disturbance.Message}" + (hits.Count > 1 ? $" (and {hits.Count - 1} more like it)" : ""));
    }

    /// <summary>How long two stretches have in common, in seconds; null where they do not even touch.</summary>
    public static double? Overlap(Disturbance disturbance, WindowRecord window)
    {
        var from = disturbance.Since > window.Start ? disturbance.Since : window.Start;
        var to = disturbance.Until is { } until && until < window.End ? until : window.End;
        return to >= from ? (to - from).TotalSeconds : null;
    }

    /// <summary>Where it was, and for how long: in the measured windows, else in the baselines.</summary>
    private static (string? Text, double Seconds) Company(Disturbance disturbance, ConfigurationEvidence evidence)
    {
        foreach (var windows in (IReadOnlyList<WindowRecord>[])[evidence.WindowRecords, evidence.IdleRecords])
        {
            var touched = windows.Select(w => (Window: w, Seconds: Overlap(disturbance, w))).Where(t => t.Seconds is not null).ToList();
            if (touched.Count == 0)
                continue;
            var window = touched[0].Window;
            var offset = disturbance.Since > window.Start ? (disturbance.Since - window.Start).TotalSeconds : 0;
            var (seconds, of) = (touched.Sum(t => t.Seconds!.Value), touched.Sum(t => t.Window.Duration.TotalSeconds));
            var more = touched.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" and in {touched.Count - 1} more") : "";
            return (string.Create(CultureInfo.InvariantCulture, $"in {Name(window)}, {offset:0.##} s into it,{more} for {seconds:0.##} of {of:0.##} s"), seconds);
        }

        return default;
    }

    private static (string? Text, double Seconds) Change(Disturbance disturbance, ConfigurationEvidence evidence)
    {
        var stretches = evidence.IdleRecords.Concat(evidence.WindowRecords).OrderBy(w => w.Start).ToList();
        var until = disturbance.Until ?? disturbance.Since;
        if (until < stretches[0].Start || disturbance.Since > stretches[^1].End)
            return default;
        if (stretches.Find(w => Overlap(disturbance, w) is not null) is { } window)
        {
            var offset = disturbance.Since > window.Start ? disturbance.Since - window.Start : TimeSpan.Zero;
            return (string.Create(CultureInfo.InvariantCulture, $"in {Name(window)}, {offset.TotalSeconds:0.##} s into it"), window.Stage == Stage.Window ? 1 : 0);
        }

        var (before, after) = (stretches.FindLast(w => w.End < disturbance.Since), stretches.Find(w => w.Start > until));
        return before is null || after is null ? default
            : (string.Create(CultureInfo.InvariantCulture, $"between {Name(before)} and {Name(after)}, {(disturbance.Since - before.End).TotalSeconds:0.##} s after the former"), 0);
    }

    private static string Name(WindowRecord window) => window.Stage == Stage.Window ? string.Create(CultureInfo.InvariantCulture, $"window {window.Repeat}") : "an idle baseline";
}
