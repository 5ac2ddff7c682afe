using Joulemark.Metrology;

namespace Joulemark.Comparison;

/// <summary>
/// Where a ratio of geometric means stands beside two arithmetic ones. Windows scatter in proportion to their size, so that
/// ratios are made on the log scale; a figure by itself is a mean of joules. The quotient of the two means shown is another
/// number, by about half the difference of the squared relative scatters.
/// </summary>
internal static class MeansApart
{
    private const int Digits = 3; // of ratios, as they are shown

    /// <summary>B ÷ A by the means that are shown, where at the digits shown it is not the ratio; null where it is.</summary>
    public static double? Quotient(Estimate a, Estimate b, Estimate? ratio) =>
        ratio?.Value is { } shown && b.Value / a.Value is { } quotient && double.IsFinite(quotient) && double.IsFinite(shown) && Math.Round(quotient, Digits) != Math.Round(shown, Digits) ? quotient : null;
}
