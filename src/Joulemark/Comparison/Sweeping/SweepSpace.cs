using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Comparison.Sweeping;

/// <summary>The keys that a sweep goes over, and the one of them that its curves run along.</summary>
/// <param name="Keys">The swept keys, in the spec's order.</param>
/// <param name="Axis">The load where it is swept, else the first key whose values are numbers; null where none has.</param>
internal sealed record SweepSpace(IReadOnlyList<string> Keys, string? Axis)
{
    private const int FewestLoads = 3;

    /// <summary>True where the curves run along the load.</summary>
    public bool IsOverLoad => SweepSpec.Loads.Contains(Axis, StringComparer.Ordinal);

    /// <summary>The sweep of a run and those that it goes on from: a declared one, or a load that varies as the only number with at least three values. Null where there is none.</summary>
    public static SweepSpace? Of(RunRecord run)
    {
        var header = run.Header;
        if (header.Import is not null)
            return null; // what tells its configurations apart is a name, not a key
        var values = run.Earlier.Append(run).SelectMany(r => r.Header.Configurations).SelectMany(c => c.Factors).GroupBy(f => f.Key, f => f.Value, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Distinct(StringComparer.Ordinal).ToList(), StringComparer.Ordinal);
        if (header.Sweep is { } sweep)
        {
            bool HasNumbers(string key) => values.GetValueOrDefault(key) is { } texts && texts.TrueForAll(v => Number(key, v) is not null);
            return new SweepSpace(sweep.Keys, SweepSpec.Loads.FirstOrDefault(l => sweep.Keys.Contains(l, StringComparer.Ordinal)) ?? sweep.Keys.FirstOrDefault(HasNumbers));
        }

        var numbers = values.Where(v => v.Value.Count > 1 && v.Value.TrueForAll(text => Number(v.Key, text) is not null)).ToList();
        return numbers is [{ Key: var key, Value.Count: >= FewestLoads }] && SweepSpec.Loads.Contains(key, StringComparer.Ordinal) ? new SweepSpace([key], key) : null;
    }

    /// <summary>The axis' value among some factors; null where it is no number.</summary>
    public double? ValueOf(IReadOnlyDictionary<string, string> factors) => Axis is { } axis && factors.GetValueOrDefault(axis) is { } text ? Number(axis, text) : null;

    /// <summary>The factors that are not swept: what tells series apart.</summary>
    public IReadOnlyDictionary<string, string> Apart(IReadOnlyDictionary<string, string> factors) =>
        factors.Where(f => !Keys.Contains(f.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);

    /// <summary>The swept factors beside the axis: what tells the curves of a series apart.</summary>
    public IReadOnlyDictionary<string, string> Beside(IReadOnlyDictionary<string, string> factors) =>
        factors.Where(f => f.Key != Axis && Keys.Contains(f.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);

    /// <summary>The swept values of a point as people say them, e.g. <c>concurrency 8, gpu.power-limit 300W</c>.</summary>
    public string Name(IReadOnlyDictionary<string, string> factors) => Name(Keys.Where(factors.ContainsKey).Select(k => KeyValuePair.Create(k, factors[k])));

    /// <summary>Keys and values in words; a key without its section.</summary>
    public static string Name(IEnumerable<KeyValuePair<string, string>> factors) => string.Join(", ", factors.Select(f => $"{Short(f.Key)} {f.Value}"));

    /// <summary>A key without its section, e.g. <c>concurrency</c>.</summary>
    public static string Short(string key) => key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>Factors as one text, the same for the same factors in any order.</summary>
    public static string Identity(IReadOnlyDictionary<string, string> factors) =>
        string.Join('\n', factors.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}"));

    /// <summary>The number by which a search and a range know a value, too; null for one that is none, such as a span of clocks.</summary>
    private static double? Number(string key, string text) => SpecKeys.ByPath.TryGetValue(key, out var known) ? SweptValue.Number(known, text) : null;
}
