namespace Joulemark.Statistics;

/// <summary>How the distances that are recovered from 95 % intervals stretch to another confidence.</summary>
internal static class MoverScale
{
    private const double Recovered = 0.95;

    /// <summary>Quantile at the confidence over that of the intervals.</summary>
    /// <param name="confidence">The confidence to stretch to.</param>
    /// <param name="windows">
    /// Windows of the side that has fewer, where the intervals may be Student's t of them: its tails are longer than the normal
    /// ones. With three windows the quantile of 99 % is 2.3 times that of 95 %, and the normal one 1.3 times. Null for normal ones.
    /// </param>
    public static double Of(double confidence, int? windows)
    {
        var asNormal = NormalDistribution.Quantile((1 + confidence) / 2) / NormalDistribution.Quantile((1 + Recovered) / 2);
        return windows is not >= MeanInterval.FewestRepeats ? asNormal : Math.Max(asNormal, StudentT.Quantile((1 + confidence) / 2, windows.Value - 1) / StudentT.Quantile((1 + Recovered) / 2, windows.Value - 1));
    }
}
