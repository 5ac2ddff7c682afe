using Joulemark.Records;

namespace Joulemark.Machines.Watching;

/// <summary>Keeps on which boards what is under test was seen, look by look, and tells each change.</summary>
/// <param name="tell">Takes where it is now.</param>
internal sealed class ServerBoardLog(Action<ServerBoards> tell)
{
    private readonly SortedSet<int> _on = [];
    private string? _unknown;
    private ServerBoards? _last;

    /// <summary>It is on a board.</summary>
    public void Saw(int board) => _on.Add(board);

    /// <summary>It may be on others as well.</summary>
    public void CannotTell(string why) => _unknown ??= why;

    /// <summary>Ends a look.</summary>
    /// <param name="log">Tells when it was.</param>
    /// <param name="shown">How many boards the driver shows.</param>
    public void EndLook(DisturbanceLog log, int shown)
    {
        var now = new ServerBoards { Since = log.Before, Time = log.Now, On = [.. _on], Shown = shown, Unknown = _unknown };
        _on.Clear();
        _unknown = null;
        if (_last is { } last && last.Shown == now.Shown && last.Unknown == now.Unknown && last.On.SequenceEqual(now.On))
            return;
        _last = now;
        tell(now);
    }
}
