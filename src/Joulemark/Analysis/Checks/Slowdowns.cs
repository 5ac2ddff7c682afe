using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>When GPUs were slowed down by heat, by their power supply or by another board's doing, sample by sample, for a timeline.</summary>
internal static class Slowdowns
{
    /// <summary>The stretches of a run, of every board that says so.</summary>
    public static IEnumerable<Slowdown> Of(RunRecord run)
    {
        var boards = WatchedBoards.Of(run);
        foreach (var board in run.Machine.Channels.Where(c => c is { Reading: ReadingKind.Indicator, Node: null }).Select(c => c.Device).Distinct().Order())
        {
            if (boards.Series(board, WatchedBoards.ClockReasons) is not { } masks)
                continue;
            foreach (var (bit, name) in ThrottleCheck.Reasons)
            {
                double? since = null;
                for (var i = 0; i < masks.Count; i++)
                {
                    var isSlow = masks.Reading(i) is { } mask && ((long)mask & bit) != 0;
                    if (isSlow)
                        since ??= masks.Time(i).Seconds;
                    if (since is { } start && (!isSlow || i == masks.Count - 1))
                    {
                        yield return new Slowdown(start, masks.Time(i).Seconds, string.Create(CultureInfo.InvariantCulture, $"gpu{board} slowed down by {name}"));
                        since = null;
                    }
                }
            }
        }
    }
}
