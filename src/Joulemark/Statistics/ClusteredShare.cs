namespace Joulemark.Statistics;

/// <summary>
/// A share or a mean of things that come in clusters, such as the gaps of one answer, which are alike: the clusters are
/// independent, the things are not. Ratio estimator with its linearised variance (Cochran, Sampling Techniques, 9A.4).
/// </summary>
internal sealed class ClusteredShare
{
    private double _total;
    private double _size;
    private double _totalSquares;
    private double _sizeSquares;
    private double _products;

    /// <summary>Clusters so far.</summary>
    public int Clusters { get; private set; }

    /// <summary>Sum over the clusters ÷ their sizes.</summary>
    public double Value => _size > 0 ? _total / _size : 0;

    /// <summary>Standard error of the value; 0 for fewer than two clusters.</summary>
    public double StandardError
    {
        get
        {
            if (Clusters < 2 || _size <= 0)
                return 0;
            var ratio = Value;
            var squares = Math.Max(0, _totalSquares - (2 * ratio * _products) + (ratio * ratio * _sizeSquares));
            return Math.Sqrt(squares * Clusters / (Clusters - 1.0)) / _size;
        }
    }

    /// <summary>Takes a cluster in.</summary>
    /// <param name="total">Its sum, or how many of it are so.</param>
    /// <param name="size">How many it has.</param>
    public void Add(double total, double size)
    {
        Clusters++;
        _total += total;
        _size += size;
        _totalSquares += total * total;
        _sizeSquares += size * size;
        _products += total * size;
    }
}
