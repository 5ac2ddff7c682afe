namespace Joulemark.Statistics;

/// <summary>
/// How many successive values of a series to draw together when it is resampled, so that what neighbours have in common stays
/// (circular block bootstrap: Künsch 1989, doi:10.1214/aos/1176347265; Politis and Romano 1992).
/// </summary>
internal static class BlockLength
{
    /// <summary>Fewest blocks to draw from, or nothing would be left to tell the spread by.</summary>
    public const int FewestBlocks = 6;

    private const double MostCorrelation = 0.95;

    /// <summary>
    /// (2r/(1 − r²))^⅔ · n^⅓, the best for a series whose neighbours correlate by r (first-order autoregressive; Carlstein 1986, Annals of
    /// Statistics 14, 1171); 1 where they do not, and no longer than leaves <see cref="FewestBlocks"/>.
    /// </summary>
    public static int Of(IReadOnlyList<double> series)
    {
        var r = Math.Clamp(Autocorrelation.Lag1(series), 0, MostCorrelation);
        var best = Math.Pow(2 * r / (1 - (r * r)), 2.0 / 3) * Math.Cbrt(series.Count);
        return Math.Max(1, Math.Min((int)Math.Ceiling(best), series.Count / FewestBlocks));
    }
}
