namespace Joulemark.Statistics;

/// <summary>Ratio of two means on the log scale, with Welch's interval.</summary>
internal static class RatioOfMeans
{
    private const double Confidence = 0.95;

    /// <summary>
    /// exp(mean log a − mean log b) with the interval of Welch's t (1947, doi:10.1093/biomet/34.1-2.28). The ends are null
    /// where either side has fewer than three repeats.
    /// </summary>
    public static Interval Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var logA = a.Select(v => Math.Log(v)).ToList();
        var logB = b.Select(v => Math.Log(v)).ToList();
        var difference = logA.Average() - logB.Average();
        if (Math.Min(a.Count, b.Count) < MeanInterval.FewestRepeats)
            return new Interval(Math.Exp(difference), null, null);

        var varianceA = Math.Pow(MeanInterval.StandardError(logA), 2);
        var varianceB = Math.Pow(MeanInterval.StandardError(logB), 2);
        var variance = varianceA + varianceB;
        if (variance == 0)
            return new Interval(Math.Exp(difference), Math.Exp(difference), Math.Exp(difference));

        // Degrees of freedom by Welch and Satterthwaite.
        var degrees = variance * variance / ((varianceA * varianceA / (a.Count - 1)) + (varianceB * varianceB / (b.Count - 1)));
        var half = StudentT.Quantile((1 + Confidence) / 2, degrees) * Math.Sqrt(variance);
        return new Interval(Math.Exp(difference), Math.Exp(difference - half), Math.Exp(difference + half));
    }
}
