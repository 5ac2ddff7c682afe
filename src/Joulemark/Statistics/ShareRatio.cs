namespace Joulemark.Statistics;

/// <summary>
/// Ratio of two proportions: the standard error of its logarithm (delta method), with counts added so that it is not 0 where
/// nothing differs, and finite where nothing succeeds.
/// </summary>
internal static class ShareRatio
{
    /// <summary>Of the same items asked of both, one added to each count of those that differ, and to each that succeed (Bonett and Price 2006, Statistics in Medicine 25, 3039).</summary>
    /// <param name="onlyFirst">Items that only the first got right.</param>
    /// <param name="onlySecond">Items that only the second got right.</param>
    /// <param name="both">Items that both got right.</param>
    public static double PairedLogError(int onlyFirst, int onlySecond, int both) =>
        Math.Sqrt((onlyFirst + onlySecond + 2.0) / ((both + onlyFirst + 1.0) * (both + onlySecond + 1.0)));

    /// <summary>Of two independent samples, a half added to each count (Walter 1975, Biometrika 62, 371).</summary>
    public static double LogError(int first, int ofFirst, int second, int ofSecond) =>
        Math.Sqrt((1 / (first + 0.5)) - (1 / (ofFirst + 0.5)) + (1 / (second + 0.5)) - (1 / (ofSecond + 0.5)));
}
