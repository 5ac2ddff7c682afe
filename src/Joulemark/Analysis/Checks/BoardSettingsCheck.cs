using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// A power limit that is another at some time in a configuration's windows, or clocks that the settings hold down in some of
/// them and not in others: its windows are not repeats of one thing. Windows of other configurations may have others.
/// </summary>
internal sealed class BoardSettingsCheck(WatchedBoards boards) : IValidityCheck
{
    private const double LeastChange = 0.01;
    private const double MostDifference = 0.5;
    private const long HeldBySetting = 0x02; // nvmlClocksEventReasonApplicationsClocksSetting

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        var counted = boards.CountedIn(evidence);
        if (counted.Select(board => Limit(board, evidence)).FirstOrDefault(r => r is not null) is { } limit)
            yield return limit;
        if (counted.Select(board => Clocks(board, evidence)).FirstOrDefault(r => r is not null) is { } clocks)
            yield return clocks;
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
                    return new ValidityReason("power-limit-changed", string.Create(CultureInfo.InvariantCulture,
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
        return most.Share - least.Share <= MostDifference ? null : new ValidityReason("clocks-changed", string.Create(CultureInfo.InvariantCulture,
            $"the clocks of gpu{board} were held by their setting for {most.Share:P0} of window {most.Repeat} and {least.Share:P0} of window {least.Repeat}: the setting was changed; they may differ by {MostDifference:P0}"));
    }
}
