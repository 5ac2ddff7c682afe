namespace Joulemark.Reporting;

/// <summary>Thins a series for drawing so that no peak, dip or gap is lost.</summary>
internal static class Extremes
{
    /// <summary>At most about <paramref name="most"/> points: of each stretch its lowest, its highest and one gap, in time order.</summary>
    public static IReadOnlyList<PowerPoint> Keep(IReadOnlyList<PowerPoint> points, int most)
    {
        if (points.Count <= most)
            return points;
        var stretches = Math.Max(1, most / 3);
        var kept = new List<PowerPoint>(most);
        for (var s = 0; s < stretches; s++)
        {
            var from = (int)((long)points.Count * s / stretches);
            var to = (int)((long)points.Count * (s + 1) / stretches);
            int? low = null, high = null, gap = null;
            for (var i = from; i < to; i++)
            {
                if (points[i].Watts is not { } watts)
                {
                    gap ??= i;
                    continue;
                }

                if (low is null || watts < points[low.Value].Watts)
                    low = i;
                if (high is null || watts > points[high.Value].Watts)
                    high = i;
            }

            kept.AddRange(new[] { low, high, gap }.OfType<int>().Distinct().Order().Select(i => points[i]));
        }

        return kept;
    }
}
