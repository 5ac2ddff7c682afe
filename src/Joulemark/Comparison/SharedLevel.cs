namespace Joulemark.Comparison;

/// <summary>
/// The 5 % that several comparisons may be wrong by together, shared out among them (Bonferroni; Dunn 1961,
/// doi:10.1080/01621459.1961.10482090): all intervals of a metric hold together, and verdicts and p-values with them. Holm's steps would
/// find a little more, and give no intervals.
/// </summary>
/// <param name="Comparisons">How many there are; none counts as one.</param>
internal readonly record struct SharedLevel(int Comparisons)
{
    /// <summary>What all of them may be wrong by together.</summary>
    public const double Whole = 0.05;

    /// <summary>Of a single comparison.</summary>
    public static SharedLevel OfOne { get; } = new(1);

    /// <summary>What each may be wrong by.</summary>
    public double Each => Whole / Math.Max(1, Comparisons);

    /// <summary>Of the two-sided interval that each needs.</summary>
    public double Confidence => 1 - Each;

    /// <summary>Of every pair of some: where one is picked from them by the same figures, any pair may be the one that is looked at.</summary>
    /// <param name="members">How many there are to pick from.</param>
    public static SharedLevel OfPairs(int members) => new(members * (members - 1) / 2);

    /// <summary>A single comparison's p-value as one of these.</summary>
    /// <param name="p">What it is by itself.</param>
    public double Adjusted(double p) => Math.Min(1, Math.Max(1, Comparisons) * p);
}
