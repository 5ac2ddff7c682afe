namespace Joulemark.Statistics;

/// <summary>Straight line through equally spaced values, by least squares.</summary>
internal static class LinearTrend
{
    /// <summary>How much the line rises or falls over the whole stretch, relative to the mean; 0 for a mean of 0.</summary>
    public static double RelativeChange(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
            return 0;
        var (mean, slope, _) = Fit(values);
        return mean == 0 ? 0 : slope * (values.Count - 1) / mean;
    }

    /// <summary>
    /// True when the slope stands out from the scatter about the line (t test of the slope, two-sided 10 % where nothing else is asked). Noise alone
    /// gives a few values some slope; a warm-up gives them a line.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="level">Quantile of Student's t that the slope must exceed.</param>
    public static bool IsSignificant(IReadOnlyList<double> values, double level = 0.95)
    {
        if (values.Count < 3)
            return false;
        var (mean, slope, squares) = Fit(values);
        var middle = (values.Count - 1) / 2.0;
        var scatter = Enumerable.Range(0, values.Count).Sum(i => Math.Pow(values[i] - mean - (slope * (i - middle)), 2));
        var error = Math.Sqrt(scatter / (values.Count - 2) / squares);
        return Math.Abs(slope) > StudentT.Quantile(level, values.Count - 2) * error;
    }

    /// <summary>Standard deviation relative to the mean; 0 for a mean of 0.</summary>
    public static double RelativeSpread(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return mean == 0 || values.Count < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1)) / Math.Abs(mean);
    }

    /// <summary>Mean, slope per step, and the sum of squared distances from the middle.</summary>
    private static (double Mean, double Slope, double Squares) Fit(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        var middle = (values.Count - 1) / 2.0;
        double products = 0, squares = 0;
        for (var i = 0; i < values.Count; i++)
        {
            products += (i - middle) * (values[i] - mean);
            squares += (i - middle) * (i - middle);
        }

        return (mean, products / squares, squares);
    }
}
