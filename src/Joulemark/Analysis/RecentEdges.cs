namespace Joulemark.Analysis;

/// <summary>
/// What one channel's last edges came to. An edge depends on the readings and its moment alone, and windows that slide or follow
/// one another meet each edge twice, at the end of one and at the start of another. Not for several threads.
/// </summary>
internal sealed class RecentEdges
{
    private const int Kept = 32; // of a window that slides by a tenth of itself the end comes back as a start ten steps later, and until then each step brings two

    private readonly (int At, long Time, SharpEdge? Edge)[] _kept = new (int At, long Time, SharpEdge? Edge)[Kept];

    /// <summary>How many edges had to be looked for.</summary>
    public int Looked { get; private set; }

    /// <summary>The edge as <see cref="SharpEdge.At"/> has it, looked for unless it is one of the last.</summary>
    public SharpEdge? At(ChannelSeries series, in GoodReadings good, int at, long time, double period)
    {
        foreach (var known in _kept.AsSpan(0, Math.Min(Looked, Kept)))
        {
            if (known.Time == time && known.At == at)
                return known.Edge;
        }

        var edge = SharpEdge.At(series, good, at, time, period);
        _kept[Looked++ % Kept] = (at, time, edge);
        return edge;
    }
}
