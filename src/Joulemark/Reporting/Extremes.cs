namespace Joulemark.Reporting;

/// <summary>
/// Thins a series for drawing so that no peak, dip or gap is lost: of each stretch its lowest, its highest and one gap are
/// kept, in time order. Points are given one by one, so that a day of samples takes no memory.
/// </summary>
/// <param name="count">How many points there will be.</param>
/// <param name="most">About how many are to be kept at most.</param>
internal sealed class Extremes(int count, int most)
{
    private readonly int _stretches = Math.Max(1, most / 3);
    private readonly bool _keepsAll = count <= most;
    private readonly List<PowerPoint> _kept = [];
    private (int Index, PowerPoint Point)? _low, _high, _gap;
    private int _index;
    private int _stretch;

    /// <summary>The points that are kept, of those given so far.</summary>
    public IReadOnlyList<PowerPoint> Kept
    {
        get
        {
            Close();
            return _kept;
        }
    }

    /// <summary>Thins a whole list.</summary>
    public static IReadOnlyList<PowerPoint> Keep(IReadOnlyList<PowerPoint> points, int most)
    {
        var extremes = new Extremes(points.Count, most);
        foreach (var point in points)
            extremes.Add(point);
        return extremes.Kept;
    }

    /// <summary>Takes the next point.</summary>
    public void Add(PowerPoint point)
    {
        if (_keepsAll)
        {
            _kept.Add(point);
            return;
        }

        var stretch = (int)((long)_index * _stretches / count);
        if (stretch != _stretch)
            Close();
        _stretch = stretch;
        if (point.Watts is not { } watts)
            _gap ??= (_index, point);
        else
        {
            if (_low is null || watts < _low.Value.Point.Watts)
                _low = (_index, point);
            if (_high is null || watts > _high.Value.Point.Watts)
                _high = (_index, point);
        }

        _index++;
    }

    private void Close()
    {
        _kept.AddRange(new[] { _low, _high, _gap }.OfType<(int Index, PowerPoint Point)>().DistinctBy(p => p.Index).OrderBy(p => p.Index).Select(p => p.Point));
        (_low, _high, _gap) = (null, null, null);
    }
}
