namespace Joulemark.Reporting.Disclosing;

/// <summary>A band of a star rating: from this on, up to and without the other.</summary>
/// <param name="Stars">Stars in it.</param>
/// <param name="From">Least Wh per 1,000 queries.</param>
/// <param name="To">Where the next band begins; null for the last one, which has no end.</param>
internal sealed record StarBand(int Stars, double From, double? To)
{
    public bool Holds(double value) => value >= From && !(value >= To);
}
