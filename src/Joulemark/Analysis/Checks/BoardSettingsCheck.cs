using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// A power limit that is another at some time in a configuration's windows, or is not what the run had set; clocks that a
/// setting holds down in some windows and not in others, or that run beyond the lock that the run had set: the figures are of
/// something else than they say, or its windows are not repeats of one thing. Windows of other configurations may have others.
/// </summary>
/// <param name="boards">The boards and their samples.</param>
/// <param name="settings">What the run had set.</param>
/// <param name="disturbances">What was seen of settings between the samples, and in the baselines.</param>
internal sealed class BoardSettingsCheck(WatchedBoards boards, SettingsMade settings, IReadOnlyList<Disturbance> disturbances) : IValidityCheck
{
    private const double LeastChange = 0.01;
    private const double MostDifference = 0.5;
    private const double ClockStep = 15; // MHz: a board's clock has steps, and a lock lets it run on the next
    private const long Explained = 0x1 | 0x4 | 0x8 | 0x10 | 0x20 | 0x40 | 0x80 | 0x100; // idle, power limit, slowdowns, sync boost, heat, power brake, display
    private const long HeldBySetting = 0x02; // nvmlClocksEventReasonApplicationsClocksSetting

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (evidence.WindowRecords.Count == 0)
            yield break;
        var counted = boards.CountedIn(evidence);
        if ((First(counted, evidence, NotAsSet) ?? First(counted, evidence, Limit) ?? DisturbanceCheck.ReasonOf(Disturbance.PowerLimitChanged, stays: false, disturbances, counted, evidence)) is { } limit)
            yield return limit;
        if ((First(counted, evidence, Unlocked) ?? First(counted, evidence, Clocks)) is { } clocks)
            yield return clocks;
    }

    /// <summary>Clocks that did not come up to a lock, with nothing that explains it: what a reader should know.</summary>
    public IEnumerable<Diagnostic> Notes(ConfigurationEvidence evidence)
    {
        foreach (var board in boards.CountedIn(evidence))
        {
            if (boards.Series(board, WatchedBoards.GraphicsClock) is not { } clocks || boards.Series(board, WatchedBoards.ClockReasons) is not { } masks)
                continue;
            foreach (var window in evidence.WindowRecords)
            {
                if (settings.Clocks(board, window.Start) is not { } locked)
                    continue;
                var samples = WatchedBoards.In(clocks, window).ToList();
                var slow = samples.FindAll(s => s.Value < locked.Lowest - ClockStep && MaskAt(masks, window.Start + TimeSpan.FromSeconds(s.Offset)) is { } mask && (mask & Explained) == 0);
                if (slow.Sum(s => s.Seconds) <= MostDifference * samples.Sum(s => s.Seconds))
                    continue;
                yield return new Diagnostic("JM6060", DiagnosticSeverity.Warning, string.Create(CultureInfo.InvariantCulture,
                    $"{evidence.Configuration.Name}: in window {window.Repeat} the clock of gpu{board} was below the {locked.Lowest:0} MHz that it was locked to for {slow.Sum(s => s.Seconds):0.##} s, down to {slow.Min(s => s.Value):0} MHz, and the driver gives no reason"),
                    "Look whether somebody else locks the clocks (nvidia-smi -q -d CLOCK), and measure again.");
                break;
            }
        }
    }

    private static ValidityReason? First(IReadOnlyList<int> counted, ConfigurationEvidence evidence, Func<int, ConfigurationEvidence, ValidityReason?> find) =>
        counted.Select(board => find(board, evidence)).FirstOrDefault(r => r is not null);

    private static long? MaskAt(ChannelSeries masks, Timestamp at) => masks.LastAtOrBefore(at) is >= 0 and var i && masks.Reading(i) is { } mask ? (long)mask : null;

    /// <summary>A limit in force that is not what the run had set: another tool has changed it since, or limits the board lower.</summary>
    private ValidityReason? NotAsSet(int board, ConfigurationEvidence evidence)
    {
        if (boards.Series(board, WatchedBoards.PowerLimit) is not { } limits)
            return null;
        foreach (var window in evidence.WindowRecords)
        {
            if (settings.PowerLimit(board, window.Start) is not { } set)
                continue;
            var wrong = WatchedBoards.In(limits, window).Where(s => Math.Abs(s.Value - set) > LeastChange * set).ToList();
            if (wrong.Count > 0)
            {
                return new ValidityReason(Disturbance.PowerLimitChanged, string.Create(CultureInfo.InvariantCulture,
                    $"the run had set the power limit of gpu{board} to {set:0.#} W, and {wrong[0].Value:0.#} W was in force in window {window.Repeat}, {wrong[0].Offset:0.##} s into it, for {wrong.Sum(s => s.Seconds):0.##} of {window.Duration.TotalSeconds:0.##} s"));
            }
        }

        return null;
    }

    /// <summary>A clock above the lock that the run had set: the lock is gone. Below it there are many reasons.</summary>
    private ValidityReason? Unlocked(int board, ConfigurationEvidence evidence)
    {
        if (boards.Series(board, WatchedBoards.GraphicsClock) is not { } clocks)
            return null;
        foreach (var window in evidence.WindowRecords)
        {
            if (settings.Clocks(board, window.Start) is not { } locked)
                continue;
            var fast = WatchedBoards.In(clocks, window).Where(s => s.Value > locked.Highest + ClockStep).ToList();
            if (fast.Sum(s => s.Seconds) is var seconds && seconds > ThrottleCheck.MostOfWindow * window.Duration.TotalSeconds)
            {
                return new ValidityReason(Disturbance.ClocksChanged, string.Create(CultureInfo.InvariantCulture,
                    $"the run had locked the clock of gpu{board} to {locked.Highest:0} MHz at most, and it ran at up to {fast.Max(s => s.Value):0} MHz in window {window.Repeat}, {fast[0].Offset:0.##} s into it, for {seconds:0.##} of {window.Duration.TotalSeconds:0.##} s: the lock is gone"));
            }
        }

        return null;
    }

    private ValidityReason? Limit(int board, ConfigurationEvidence evidence)
    {
        if (boards.Series(board, WatchedBoards.PowerLimit) is not { } limits)
            return null;
        double? before = null;
        foreach (var window in evidence.WindowRecords)
        {
            foreach (var (offset, watts) in WatchedBoards.Inside(limits, window)) // what was before it may have been another configuration's
            {
                if (before is { } was && Math.Abs(watts - was) > LeastChange * was)
                {
                    return new ValidityReason(Disturbance.PowerLimitChanged, string.Create(CultureInfo.InvariantCulture,
                        $"the power limit of gpu{board} was changed from {was:0.#} W to {watts:0.#} W, as seen {offset:0.#} s into window {window.Repeat}"));
                }

                before ??= watts;
            }
        }

        return null;
    }

    private ValidityReason? Clocks(int board, ConfigurationEvidence evidence)
    {
        if (boards.Series(board, WatchedBoards.ClockReasons) is not { } masks)
            return null;
        var shares = new List<(int Repeat, double Share)>();
        foreach (var window in evidence.WindowRecords)
        {
            if (WatchedBoards.ShareWith(masks, window, HeldBySetting) is { } share)
                shares.Add((window.Repeat, share));
        }

        if (shares.Count < 2)
            return null;
        var (least, most) = (shares.MinBy(s => s.Share), shares.MaxBy(s => s.Share));
        return most.Share - least.Share <= MostDifference ? null : new ValidityReason(Disturbance.ClocksChanged, string.Create(CultureInfo.InvariantCulture,
            $"the clocks of gpu{board} were held by their setting for {most.Share:P0} of window {most.Repeat} and {least.Share:P0} of window {least.Repeat}: the setting was changed; they may differ by {MostDifference:P0}"));
    }
}
