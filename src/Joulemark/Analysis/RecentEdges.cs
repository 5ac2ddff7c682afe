namespace Joulemark.Analysis;

/// <summary>
/// What one channel's last edges came to. An edge depends on the readings and its moment alone, and windows that slide or follow
/// one another meet each edge twice, at the end of one and at the start of another. Not for several threads.
/// </summary>
/// <param name="joulesOnly">True where nobody asks for the edges' uncertainties: they may be NaN.</param>
internal sealed class RecentEdges(bool joulesOnly = false)
{
    private const int Kept = 32; // of a window that slides by a tenth of itself the end comes back as a start ten steps later, and until then each step brings two

    private readonly (int At, long Time, SharpEdge? Edge)[] _kept = new (int At, long Time, SharpEdge? Edge)[Kept];
    private long _latest = long.MinValue;

    /// <summary>How many edges had to be looked for.</summary>
    public int Looked { get; private set; }

    /// <summary>The edge as <see cref="SharpEdge.At"/> has it, looked for unless it is one of the last.</summary>
    public SharpEdge? At(ChannelSeries series, in GoodReadings good, int at, long time, double period)
    {
        for (var i = Looked - 1; time <= _latest && i >= Math.Max(0, Looked - Kept); i--)
        {
            ref readonly var known = ref _kept[i % Kept];
            if (known.Time == time && known.At == at)
                return known.Edge;
        }

        var edge = SharpEdge.At(series, good, at, time, period, joulesOnly);
        _kept[Looked++ % Kept] = (at, time, edge);
        _latest = Math.Max(_latest, time);
        return edge;
    }
}
