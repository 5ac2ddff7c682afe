using System.Runtime.InteropServices;

namespace Joulemark.Statistics;

/// <summary>
/// Quantiles and mean of very many durations in little memory. Up to a bound every value is kept, and quantiles are exact;
/// beyond it the values are counted in bins of equal ratio (as in DDSketch, doi:10.14778/3352063.3352135), so that a quantile
/// is within 0.1 % of the sample's. Mean and count are exact always.
/// </summary>
internal sealed class Distribution
{
    /// <summary>Values that are kept as they are.</summary>
    public const int MostExact = 1 << 18;

    /// <summary>Bound of a quantile's relative error beyond <see cref="MostExact"/> values.</summary>
    public const double RelativeError = 0.001;

    private const double Smallest = 1e-9; // seconds: the clock's own step; what is shorter, or negative, counts as 0

    // A bin reaches from b to b·g, and is reported as b·√g: off by √g − 1 at most.
    private static readonly double LogRatio = 2 * Math.Log(1 + RelativeError);

    private List<double>? _values = [];
    private int[]? _bins;
    private bool _sorted;
    private double _mean;
    private double _squares;

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>Their mean; 0 when there are none.</summary>
    public double Mean => _mean;

    /// <summary>True while every value is kept.</summary>
    public bool IsExact => _values is not null;

    /// <summary>Standard error of the mean, values taken for independent; 0 for fewer than two.</summary>
    public double StandardError => Count < 2 ? 0 : Math.Sqrt(_squares / (Count - 1) / Count);

    private double Doubt => IsExact ? 1 : 1 + RelativeError;

    /// <summary>All values of several, as one.</summary>
    public static Distribution Of(IReadOnlyCollection<Distribution> parts)
    {
        var all = new Distribution();
        foreach (var part in parts.Where(p => p.Count > 0))
            all.Add(part);
        return all;
    }

    /// <summary>Takes a value in.</summary>
    public void Add(double value)
    {
        Count++;
        var distance = value - _mean;
        _mean += distance / Count;
        _squares += distance * (value - _mean); // Welford 1962, doi:10.1080/00401706.1962.10490022
        Keep(value);
    }

    /// <summary>The values of both; one of the two where the other has none.</summary>
    public Distribution And(Distribution other) => Count == 0 ? other : other.Count == 0 ? this : Of([this, other]);

    /// <summary>The quantile with its 95 % interval from order statistics; the ends are null where there are too few values.</summary>
    public Interval Quantile(double p)
    {
        var (lower, upper) = Quantiles.Ranks(Count, p);
        return new Interval(At(p), lower is { } l ? AtRank(l) / Doubt : null, upper is { } u ? AtRank(u) * Doubt : null);
    }

    /// <summary>What the quantile is at least, by the bins' error.</summary>
    public double AtLeast(double p) => At(p) / Doubt;

    /// <summary>What the quantile is at most, by the bins' error.</summary>
    public double AtMost(double p) => At(p) * Doubt;

    /// <summary>Sample quantile, by linear interpolation where values are kept.</summary>
    public double At(double p)
    {
        if (_values is not { } values)
            return AtRank((int)Math.Round(p * (Count - 1)));
        Sort();
        return Quantiles.At(values, p);
    }

    private double AtRank(int rank)
    {
        if (_values is { } values)
        {
            Sort();
            return values[rank];
        }

        long seen = 0;
        for (var bin = 0; bin < _bins!.Length; bin++)
        {
            seen += _bins[bin];
            if (seen > rank)
                return bin == 0 ? 0 : Smallest * Math.Exp((bin - 0.5) * LogRatio);
        }

        throw new ArgumentOutOfRangeException(nameof(rank), rank, $"There are {Count} values.");
    }

    /// <summary>Sorts what is kept, as every quantile wants it: from then on several threads may ask at once.</summary>
    public void Sort()
    {
        if (!_sorted)
            RadixSort.Sort(CollectionsMarshal.AsSpan(_values));
        _sorted = true;
    }

    private void Keep(double value)
    {
        _sorted = false;
        if (_values is { } values)
        {
            values.Add(value);
            if (values.Count > MostExact)
                Bin();
        }
        else
        {
            _bins![BinOf(value)]++;
        }
    }

    /// <summary>Counts the values in bins from now on, however few there are.</summary>
    public void Bin()
    {
        if (_values is not { } values)
            return;
        _bins = new int[BinOf(1e6) + 1]; // eleven days: longer counts as that
        foreach (var value in values)
            _bins[BinOf(value)]++;
        _values = null;
    }

    private void Add(Distribution part)
    {
        // Chan, Golub and LeVeque 1983, doi:10.1080/00031305.1983.10483115: means and squares of parts make those of the whole.
        var distance = part._mean - _mean;
        var count = Count + part.Count;
        _mean += distance * part.Count / count;
        _squares += part._squares + (distance * distance * Count * part.Count / count);
        Count = count;
        if (part._bins is { } bins)
        {
            Bin();
            for (var bin = 0; bin < bins.Length; bin++)
                _bins![bin] += bins[bin];
        }
        else if (_values is { } values && count <= MostExact)
        {
            Sort();
            part.Sort();
            _values = Merged(values, part._values!);
        }
        else
        {
            foreach (var value in part._values!)
                Keep(value);
        }
    }

    /// <summary>Two sorted lists as one: parts are asked for their quantiles as well, so that both are sorted once and never together.</summary>
    private static List<double> Merged(List<double> first, List<double> second)
    {
        var all = new List<double>(first.Count + second.Count);
        var next = 0;
        foreach (var value in first)
        {
            while (next < second.Count && second[next] < value)
                all.Add(second[next++]);
            all.Add(value);
        }

        all.AddRange(CollectionsMarshal.AsSpan(second)[next..]);
        return all;
    }

    private int BinOf(double value)
    {
        var bin = value < Smallest ? 0 : 1 + (int)(Math.Log(value / Smallest) / LogRatio);
        return _bins is null ? bin : Math.Min(bin, _bins.Length - 1);
    }
}
