using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>What a run set on boards, each until it was set otherwise or set back.</summary>
/// <param name="channels">The run's channels, which know the boards' identities.</param>
/// <param name="events">The run's events.</param>
internal sealed class SettingsMade(IReadOnlyList<Channel> channels, IEnumerable<RunEvent> events)
{
    private readonly List<RunEvent> _settings = [.. events.Where(e => e is { Kind: RunEvent.Setting, Facts: not null }).OrderBy(e => e.Time)];

    /// <summary>The power limit that a board was set to, W; null where the run had set none.</summary>
    public double? PowerLimit(int board, Timestamp at) => Find("gpu.power-limit", board, at) is { } text && Number(text.TrimEnd('W')) is { } watts ? watts : null;

    /// <summary>What a board's clock was locked to, MHz; null where the run had locked none.</summary>
    public (double Lowest, double Highest)? Clocks(int board, Timestamp at)
    {
        var ends = Find("gpu.clocks", board, at)?.Replace("MHz", "", StringComparison.Ordinal).Split('-');
        return ends is [var first, ..] && Number(first) is { } lowest && Number(ends[^1]) is { } highest ? (lowest, highest) : null;
    }

    private string? Find(string control, int board, Timestamp at)
    {
        if (_settings.Count == 0)
            return null;
        var identities = WatchedBoards.OfDriver(channels).Where(c => c.Device == board).Select(c => c.DeviceId).ToHashSet(StringComparer.Ordinal);
        var last = _settings.FindLast(e => e.Time <= at && e.Facts!.GetValueOrDefault("control") == control && identities.Contains(e.Facts!.GetValueOrDefault("target")));
        return last?.Facts!.GetValueOrDefault("action") == "set" ? last.Facts!.GetValueOrDefault("to") : null;
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
