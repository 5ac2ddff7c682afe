namespace Joulemark.Statistics;

/// <summary>The place that divides the stretches of a series best, by the energy distance between its sides.</summary>
/// <param name="Index">First value of the right side.</param>
/// <param name="Share">Energy distance of the sides ÷ sum of the distances within the stretches: any scale of the values gives the same.</param>
internal readonly record struct EnergySplit(int Index, double Share)
{
    /// <summary>Fewest values on a side.</summary>
    public const int FewestOfSide = 2;

    /// <summary>The best of all stretches; null where none is long enough, or nothing differs.</summary>
    /// <param name="values">In the order of time.</param>
    /// <param name="cuts">First values of the stretches but the first, in order.</param>
    public static EnergySplit? Best(double[] values, ReadOnlySpan<int> cuts)
    {
        var (index, distance, sum, from) = (0, 0.0, 0.0, 0);
        for (var s = 0; s <= cuts.Length; s++)
        {
            var to = s < cuts.Length ? cuts[s] : values.Length;
            var (at, most, all) = Of(values.AsSpan(from, to - from));
            if (most > distance)
                (index, distance) = (from + at, most);
            (sum, from) = (sum + all, to);
        }

        return distance > 0 ? new EnergySplit(index, distance / sum) : null;
    }

    /// <summary>So many splits in order, each the best of the stretches that those before it leave; fewer where nothing differs.</summary>
    public static int[] Successive(double[] values, int count)
    {
        var cuts = new List<int>();
        while (cuts.Count < count && Best(values, [.. cuts]) is { } best)
        {
            cuts.Add(best.Index);
            cuts.Sort();
        }

        return [.. cuts];
    }

    /// <summary>mn/(m + n) × (2·mean distance between the sides − mean distances within them), for every split by sums that go along.</summary>
    private static (int Index, double Distance, double All) Of(ReadOnlySpan<double> values)
    {
        var n = values.Length;
        var (toEarlier, toLater, all) = (new double[n], new double[n], 0.0);
        for (var k = 0; k < n; k++)
        {
            for (var i = 0; i < k; i++)
            {
                var distance = Math.Abs(values[i] - values[k]);
                toEarlier[k] += distance;
                toLater[i] += distance;
            }

            all += toEarlier[k];
        }

        var (index, most, left, right) = (0, 0.0, 0.0, all);
        for (var k = 0; k < n - FewestOfSide; k++)
        {
            left += toEarlier[k];
            right -= toLater[k];
            double a = k + 1, b = n - k - 1;
            if (a < FewestOfSide)
                continue;
            var distance = a * b / n * ((2 * (all - left - right) / (a * b)) - (2 * left / (a * (a - 1))) - (2 * right / (b * (b - 1))));
            if (distance > most)
                (index, most) = (k + 1, distance);
        }

        return (index, most, all);
    }
}
