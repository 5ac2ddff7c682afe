using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// Boards at their power limit. That is steady operation and no fault, and is told as a note; windows of one configuration
/// of which some were held down by it and others were not are not repeats of one thing.
/// </summary>
internal sealed class PowerCapCheck(WatchedBoards boards) : IValidityCheck
{
    /// <summary>Most by which the capped shares of a configuration's windows may differ.</summary>
    public const double MostDifference = 0.5;

    private const long Capped = 0x04; // nvmlClocksEventReasonSwPowerCap

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        foreach (var board in boards.CountedIn(evidence))
        {
            var shares = evidence.WindowRecords.Select(w => (w.Repeat, Share: ShareOf(board, w))).Where(s => s.Share is not null).ToList();
            if (shares.Count < 2)
                continue;
            var (least, most) = (shares.MinBy(s => s.Share), shares.MaxBy(s => s.Share));
            if (most.Share - least.Share > MostDifference)
            {
                yield return new ValidityReason("capped-unevenly", string.Create(CultureInfo.InvariantCulture,
                    $"gpu{board} was at its power limit for {most.Share:P0} of window {most.Repeat} and {least.Share:P0} of window {least.Repeat}: they may differ by {MostDifference:P0}"));
                yield break;
            }
        }
    }

    /// <summary>Share of all windows in which a board was at its limit; null where it does not say.</summary>
    public double? ShareOf(int board, IReadOnlyList<WindowRecord> windows)
    {
        var shares = windows.Select(w => (w.Duration.TotalSeconds, Share: ShareOf(board, w))).Where(s => s.Share is not null).ToList();
        return shares.Count > 0 ? shares.Sum(s => s.TotalSeconds * s.Share) / shares.Sum(s => s.TotalSeconds) : null;
    }

    private double? ShareOf(int board, WindowRecord window) =>
        boards.Series(board, WatchedBoards.ClockReasons) is { } masks ? WatchedBoards.ShareWith(masks, window, Capped) : null;
}
