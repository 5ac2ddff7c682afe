using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// GPUs that were slowed down by heat, by their power supply, or by another board's doing: by NVML's reasons at each sample,
/// and by its counters of the time, which see between the samples. The power limit alone is none of these: a board at its
/// limit is in steady operation.
/// </summary>
internal sealed class ThrottleCheck(WatchedBoards boards) : IValidityCheck
{
    /// <summary>Most of a window that a board may be slowed down.</summary>
    public const double MostOfWindow = 0.02;

    // nvmlClocksEventReasons
    internal static readonly (long Bit, string Name)[] Reasons =
    [
        (0x08, "hardware slowdown (heat, power brake, or power supply)"), (0x10, "sync boost with a slower board"), (0x20, "heat (software thermal slowdown)"),
        (0x40, "heat (hardware thermal slowdown)"), (0x80, "power brake (the power supply asked for it)"),
    ];

    private static readonly (string Counter, string Name)[] Counters =
    [
        ("thermal-violation", "heat"), ("sync-boost-violation", "sync boost with a slower board"), ("board-limit-violation", "the board's own limit"), ("reliability-violation", "its voltage's reliability limit"),
    ];

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        var slowdowns = boards.CountedIn(evidence).SelectMany(board => evidence.WindowRecords.SelectMany(window => OfOne(board, window)))
            .Where(s => s.Seconds > MostOfWindow * s.Window.Duration.TotalSeconds).OrderByDescending(s => s.Seconds / s.Window.Duration.TotalSeconds).ToList();
        if (slowdowns.Count == 0)
            yield break;
        var (worst, others) = (slowdowns[0], slowdowns.Select(s => (s.Board, s.Window.Repeat)).Distinct().Count() - 1);
        yield return new ValidityReason("throttled", string.Create(CultureInfo.InvariantCulture,
            $"in window {worst.Window.Repeat} gpu{worst.Board} was slowed down by {worst.Why} for {worst.Seconds:0.##} s ({worst.Seconds / worst.Window.Duration.TotalSeconds:P0})"
            + $"{(worst.Offset is { } offset ? string.Create(CultureInfo.InvariantCulture, $", first seen {offset:0.##} s into it") : "")}; the limit is {MostOfWindow:P0}{(others > 0 ? $" (and so {others} more of the windows' boards)" : "")}"));
    }

    private IEnumerable<(int Board, WindowRecord Window, string Why, double Seconds, double? Offset)> OfOne(int board, WindowRecord window)
    {
        if (boards.Series(board, WatchedBoards.ClockReasons) is { } masks)
        {
            var (slow, first) = (new double[Reasons.Length], new double?[Reasons.Length]);
            foreach (var (offset, seconds, value) in WatchedBoards.In(masks, window))
            {
                for (var i = 0; i < Reasons.Length; i++)
                {
                    if (((long)value & Reasons[i].Bit) == 0)
                        continue;
                    slow[i] += seconds;
                    first[i] ??= offset;
                }
            }

            for (var i = 0; i < Reasons.Length; i++)
            {
                if (first[i] is { } offset)
                    yield return (board, window, Reasons[i].Name, slow[i], offset);
            }
        }

        foreach (var (counter, name) in Counters)
        {
            if (boards.Series(board, counter) is { } series && Grown(series, window) is > 0 and var seconds)
                yield return (board, window, name, seconds, null);
        }
    }

    /// <summary>
    /// By how much a counter of seconds grew from the first sample inside the window to the last: what is before and after
    /// is not the window's for certain. Below zero where it started anew.
    /// </summary>
    private static double? Grown(ChannelSeries series, WindowRecord window)
    {
        var readings = WatchedBoards.Inside(series, window).Select(s => s.Value).ToList();
        return readings.Count > 1 ? readings[^1] - readings[0] : null;
    }
}
