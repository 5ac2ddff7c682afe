namespace Joulemark.Statistics;

/// <summary>Where a series shifts.</summary>
/// <param name="Points">In order; empty where nothing does.</param>
/// <param name="Correlation">How alike neighbours may be between the shifts, as a lag-1 correlation; 0 where no shift is looked at.</param>
internal sealed record SeriesShifts(IReadOnlyList<ChangePoint> Points, double Correlation)
{
    /// <summary>Nothing shifts.</summary>
    public static readonly SeriesShifts None = new([], 0);

    /// <summary>Standard error of a mean of such values ÷ that of independent ones: √((1 + r)/(1 − r)), Bayley and Hammersley 1946, doi:10.2307/2983560.</summary>
    public double Widening => Math.Sqrt((1 + Correlation) / (1 - Correlation));
}
