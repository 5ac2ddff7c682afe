using Joulemark.Planning;

namespace Joulemark.Running.Searching;

/// <summary>Where a search may look: its coarse values, and what lies between two of them.</summary>
internal sealed class SearchRange
{
    private const double Slack = 1e-9;
    private readonly SpecKey _key;
    private readonly IReadOnlyList<double> _values;
    private readonly bool _isRange;
    private readonly double _resolution;

    /// <param name="swept">The swept key: of a range any value between its ends may be tried, of a list only what it lists.</param>
    /// <param name="resolution">Relative distance of two values between which there is nothing to look for.</param>
    public SearchRange(SweptKey swept, double resolution)
    {
        _key = SpecKeys.ByPath[swept.Path];
        _isRange = swept.IsRange;
        _resolution = resolution;
        _values = [.. swept.Values.Select(v => AsWritten(SweptValue.Number(_key, v)!.Value)).Distinct()];
        Coarse = _isRange ? _values : Thinned(_values);
        Halvings = Coarse.Zip(Coarse.Skip(1)).Select(p => Depth(p.First, p.Second)).DefaultIfEmpty().Max();
    }

    /// <summary>The values of the first, coarse look, ascending; the ends are among them.</summary>
    public IReadOnlyList<double> Coarse { get; }

    /// <summary>How often the stretch between two coarse values can be halved, at most.</summary>
    public int Halvings { get; }

    /// <summary>True where a higher value asks more of the server, so that one that fails says that higher ones do.</summary>
    public bool IsLoad => SweepSpec.Loads.Contains(_key.Path, StringComparer.Ordinal);

    /// <summary>A value as it stands in the spec.</summary>
    public string Text(double value) => SweptValue.Text(_key, value);

    /// <summary>The next coarse value above one; null at the end.</summary>
    public double? After(double value) => Coarse.Where(c => c > value).Select(c => (double?)c).FirstOrDefault();

    /// <summary>What to try between two values: their geometric middle; null where they are within the resolution, or nothing lies between.</summary>
    public double? Between(double low, double high)
    {
        if (high - low <= (_resolution * Math.Abs(low)) + Slack)
            return null;
        if (!_isRange)
        {
            var inner = _values.Where(v => v > low && v < high).ToList();
            return inner.Count == 0 ? null : inner[inner.Count / 2];
        }

        var middle = AsWritten(SweptValue.Round(_key, low > 0 ? Math.Sqrt(low * high) : (low + high) / 2));
        return middle > low && middle < high ? middle : null;
    }

    /// <summary>The number that is read back from the value's text, by which a measured point is known again.</summary>
    private double AsWritten(double value) => SweptValue.Number(_key, SweptValue.Text(_key, value))!.Value;

    /// <summary>Of a list every value that is twice the one before or more, and the last.</summary>
    private static List<double> Thinned(IReadOnlyList<double> values)
    {
        List<double> coarse = [values[0]];
        foreach (var value in values.Skip(1).SkipLast(1))
        {
            if (value >= 2 * coarse[^1] && values[^1] >= 2 * value)
                coarse.Add(value);
        }

        coarse.Add(values[^1]);
        return coarse;
    }

    private int Depth(double low, double high) => Between(low, high) is { } middle ? 1 + Math.Max(Depth(low, middle), Depth(middle, high)) : 0;
}
