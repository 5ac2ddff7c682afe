namespace Joulemark.Statistics;

/// <summary>
/// Distribution of times that come in sections, such as the windows of a configuration, with intervals that allow for how the sections
/// differ. A time is never below 0, and so is no end of an interval: what sections scatter by would go there.
/// </summary>
/// <param name="sections">How many sections there are.</param>
internal sealed class SectionedDistribution(int sections)
{
    private readonly Distribution[] _sections = [.. Enumerable.Range(0, sections).Select(_ => new Distribution())];
    private Distribution? _whole;

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>All values, whichever section they are of. Read it when all are there.</summary>
    public Distribution Whole => _whole ??= Distribution.Of(_sections);

    /// <summary>How many sections have values.</summary>
    public int Sections => _sections.Count(s => s.Count > 0);

    /// <summary>Takes a value in.</summary>
    public void Add(double value, int section)
    {
        _sections[section].Add(value);
        if (++Count != Distribution.MostExact + 1)
            return;
        foreach (var each in _sections)
            each.Bin();
    }

    /// <summary>The quantile with its 95 % interval: from order statistics, or from section to section where that is wider. The ends are null where there are too few values.</summary>
    public Interval Quantile(double p) => Widen(Whole.Quantile(p), p);

    /// <summary>An interval of the quantile, widened to what the sections say.</summary>
    public Interval Widen(Interval quantile, double p) => OfTime(Sectioning.Widen(quantile, [.. _sections.Where(s => s.Count > 0).Select(s => s.At(p))]));

    /// <summary>The mean with its 95 % interval: each value for itself, or section by section where that is wider. The ends are null for fewer than three values.</summary>
    /// <param name="standardError">Standard error of the mean inside the sections.</param>
    /// <param name="independent">How many independent things the error is of: Student's t has one degree of freedom less.</param>
    public Interval Mean(double standardError, int independent)
    {
        if (independent < MeanInterval.FewestRepeats)
            return new Interval(Whole.Mean, null, null);
        var shares = new ClusteredShare();
        foreach (var section in _sections.Where(s => s.Count > 0))
            shares.Add(section.Mean * section.Count, section.Count);
        var half = Math.Max(StudentT.Quantile(0.975, independent - 1) * standardError, Sectioning.Half(shares));
        return OfTime(new Interval(Whole.Mean, Whole.Mean - half, Whole.Mean + half));
    }

    private static Interval OfTime(Interval interval) => interval with { Lower = interval.Lower < 0 ? Math.Min(0, interval.Value) : interval.Lower };
}
