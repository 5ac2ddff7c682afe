using Joulemark.Planning;
using Joulemark.Running.Searching;
using Xunit;

namespace Joulemark.Tests.Running.Searching;

/// <summary>Plays a search on a curve that is known, and counts what it spends.</summary>
/// <param name="energy">Joules per token of a value's nth window.</param>
/// <param name="meets">Whether a value's first n windows together meet the objectives.</param>
internal sealed class Bench(Func<double, int, double> energy, Func<double, int, bool> meets)
{
    public const int Repeats = 3;
    private readonly Dictionary<double, (int Trials, int Repeats)> _windows = [];

    /// <summary>Values in the order in which they were first tried.</summary>
    public List<double> Tried { get; } = [];

    public int Windows => _windows.Values.Sum(w => w.Trials + w.Repeats);

    /// <summary>Windows of each value that it was not chosen by.</summary>
    public IReadOnlyDictionary<double, int> Repeated => _windows.ToDictionary(w => w.Key, w => w.Value.Repeats);

    /// <summary>A value as the search saw it in the end.</summary>
    public SearchPoint At(double value) => Points.First(p => p.Value.Equals(value));

    public static SearchRange Range(string path, string values, double resolution = 0.1)
    {
        var document = SpecParser.Parse($"{Specs.Minimal}\nsweep: {{ {path}: {values} }}", "t.yaml");
        Assert.Empty(document.Problems);
        return new SearchRange(document.Sweep!.Keys[0], resolution);
    }

    /// <summary>Runs a search to its end; with points that are there already where it goes on from others.</summary>
    public Found Play(ISearchStrategy strategy, int most = 500)
    {
        while (Windows <= most)
        {
            switch (strategy.Next(Points))
            {
                case Explore step:
                    Measure(step.Value);
                    break;
                case Confirm step:
                    var few = step.Values.Where(v => _windows[v].Repeats < Repeats).ToList();
                    Assert.NotEmpty(few); // or it would never end
                    few.ForEach(v => _windows[v] = (_windows[v].Trials, Repeats));
                    break;
                case Found found:
                    Assert.Equal(found, strategy.Next([.. Points.Reverse()])); // whatever their order
                    return found;
            }
        }

        throw new Xunit.Sdk.XunitException($"no end after {Windows} windows: {string.Join(", ", Tried)}");
    }

    private IReadOnlyList<SearchPoint> Points =>
        [
            .. _windows.Select(w => new SearchPoint(
                w.Key, w.Value.Repeats, Energies(w.Key, w.Value.Trials + 1, w.Value.Repeats), meets(w.Key, w.Value.Trials + w.Value.Repeats) ? null : "it is too slow") { Trials = Energies(w.Key, 1, w.Value.Trials) }),
        ];

    private List<double> Energies(double value, int first, int count) => [.. Enumerable.Range(first, count).Select(n => energy(value, n))];

    private void Measure(double value)
    {
        if (!_windows.TryGetValue(value, out var windows))
            Tried.Add(value);
        _windows[value] = windows with { Trials = windows.Trials + 1 };
    }
}
