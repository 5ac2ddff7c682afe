namespace Joulemark.Statistics;

/// <summary>Straight line through equally spaced values, by least squares.</summary>
internal static class LinearTrend
{
    /// <summary>How much the line rises or falls over the whole stretch, relative to the mean; 0 for a mean of 0.</summary>
    public static double RelativeChange(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        if (mean == 0 || values.Count < 2)
            return 0;
        var middle = (values.Count - 1) / 2.0;
        double products = 0, squares = 0;
        for (var i = 0; i < values.Count; i++)
        {
            products += (i - middle) * (values[i] - mean);
            squares += (i - middle) * (i - middle);
        }

        return products / squares * (values.Count - 1) / mean;
    }

    /// <summary>Standard deviation relative to the mean; 0 for a mean of 0.</summary>
    public static double RelativeSpread(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return mean == 0 || values.Count < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1)) / Math.Abs(mean);
    }
}
