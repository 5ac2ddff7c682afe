namespace Joulemark.Storage;

/// <summary>The damaged lines of a file, those of one kind in one sentence: there may be as many as the file has lines.</summary>
/// <param name="file">Name of the file in the run folder.</param>
internal sealed class DamagedLines(string file)
{
    private const int MostNamed = 3;
    private const string Unreadable = "";
    private readonly OrderedDictionary<string, (List<int> First, int Count)> _kinds = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _kinds.Values.Sum(k => k.Count);

    /// <summary>A sentence for each kind, in the order in which they were found.</summary>
    public IReadOnlyList<string> Said => [.. _kinds.Select(k => Say(k.Key, k.Value.First, k.Value.Count))];

    /// <summary>Adds a line.</summary>
    /// <param name="number">Which it is, from 1.</param>
    /// <param name="impossible">What it says that cannot be; null where it cannot be read.</param>
    public void Add(int number, string? impossible)
    {
        var kind = impossible ?? Unreadable;
        var (first, count) = _kinds.TryGetValue(kind, out var known) ? known : ([], 0);
        if (count < MostNamed)
            first.Add(number);
        _kinds[kind] = (first, count + 1);
    }

    private string Say(string kind, List<int> first, int count)
    {
        var lines = $"{file}, {(count == 1 ? "line" : "lines")} {string.Join(", ", first)}{(count > MostNamed ? $" and {count - MostNamed} more" : "")}";
        return kind == Unreadable ? $"{lines} cannot be read and {(count == 1 ? "was" : "were")} left out"
            : $"{lines} {(count == 1 ? "says" : "say")} what cannot be, and {(count == 1 ? "was" : "were")} left out: {kind}";
    }
}
