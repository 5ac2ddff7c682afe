namespace Joulemark.Statistics;

/// <summary>Figures that stand apart from the others. They are reported, never dropped: whoever drops them says why.</summary>
internal static class Outliers
{
    private const double NormalConsistency = 0.6745; // the median absolute deviation of a normal sample in standard deviations
    /// <summary>Modified z-score above which a figure stands apart.</summary>
    public const double MostDeviation = 3.5;

    /// <summary>Fewest figures among which one can be said to stand apart.</summary>
    public const int FewestValues = 5;

    /// <summary>
    /// Places of the figures with a modified z-score above 3.5 (Iglewicz and Hoaglin 1993: How to detect and handle outliers):
    /// 0.6745·|x − median| ÷ MAD. None where more than half of the figures are the same, since then any other would stand apart.
    /// </summary>
    public static IReadOnlyList<int> In(IReadOnlyList<double> values)
    {
        if (values.Count < FewestValues)
            return [];
        var median = Quantiles.At([.. values.Order()], 0.5);
        var deviation = Quantiles.At([.. values.Select(v => Math.Abs(v - median)).Order()], 0.5);
        return deviation == 0 ? [] : [.. Enumerable.Range(0, values.Count).Where(i => NormalConsistency * Math.Abs(values[i] - median) / deviation > MostDeviation)];
    }
}
