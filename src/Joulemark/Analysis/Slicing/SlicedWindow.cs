using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Slicing;

/// <summary>A measured window cut into slices of equal length, and what each of them took.</summary>
internal sealed class SlicedWindow
{
    /// <summary>Shortest slice in seconds: in less, a batch's steps are few.</summary>
    private const double Shortest = 1;

    /// <summary>Updates of the slowest counted sensor in a slice: with ten, its edges are known to some percent.</summary>
    private const double FewestUpdates = 10;

    private readonly double _start;
    private readonly double _updatePeriod;
    private readonly Func<Timestamp, Timestamp, Energy?> _energy;
    private IReadOnlyList<Energy?>? _energies;

    /// <summary>Cuts a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="gross">Its joules; null when they are missing.</param>
    /// <param name="updatePeriod">Seconds between two updates of the slowest counted sensor.</param>
    /// <param name="energy">Joules between two moments.</param>
    public SlicedWindow(WindowRecord window, Energy? gross, double updatePeriod, Func<Timestamp, Timestamp, Energy?> energy)
    {
        var shortest = Math.Max(Shortest, FewestUpdates * updatePeriod);
        Window = window;
        Gross = gross;
        IsShort = window.Duration.TotalSeconds < shortest;
        Count = Math.Max(1, (int)(window.Duration.TotalSeconds / shortest));
        SliceSeconds = window.Duration.TotalSeconds / Count;
        (_start, _updatePeriod, _energy) = (window.Start.Seconds, updatePeriod, energy);
    }

    /// <summary>The window as recorded.</summary>
    public WindowRecord Window { get; }

    /// <summary>Its joules; null when they are missing.</summary>
    public Energy? Gross { get; }

    /// <summary>Slices: one at least, be the window as short as it may.</summary>
    public int Count { get; }

    /// <summary>Length of a slice.</summary>
    public double SliceSeconds { get; }

    /// <summary>True where the window is shorter than a slice should be.</summary>
    public bool IsShort { get; }

    /// <summary>Joules of each slice by the sensors; null where they are not known.</summary>
    public IReadOnlyList<Energy?> Energies => _energies ??= Count == 1 ? [Gross] : [.. Enumerable.Range(0, Count).Select(i => _energy(Edge(i), Edge(i + 1)))];

    /// <summary>Why not even one slice is as long as its sensor asks; null where it is.</summary>
    public string? TooFewUpdates => Window.Duration.TotalSeconds >= FewestUpdates * _updatePeriod ? null : string.Create(CultureInfo.InvariantCulture,
        $"window {Window.Repeat} is {Window.Duration.TotalSeconds:0.##} s long, and the slowest counted sensor is new every {_updatePeriod:0.###} s: a slice needs {FewestUpdates} updates");

    /// <summary>The measured windows of a configuration in time order; none where no joules are counted.</summary>
    public static IReadOnlyList<SlicedWindow> Of(ConfigurationEvidence evidence, IReadOnlyDictionary<string, ChannelSeries> series)
    {
        var counted = evidence.Ledger?.Counted.Select(series.GetValueOrDefault).OfType<ChannelSeries>().ToList() ?? [];
        if (counted.Count == 0 || counted.Count != evidence.Ledger!.Counted.Count())
            return [];
        var updatePeriod = counted.Max(s => Math.Max(s.Channel.UpdatePeriodSeconds ?? 0, s.Channel.AveragingSeconds ?? 0));
        var rate = evidence.Header.SampleRate;
        var edges = counted.ConvertAll(_ => new RecentEdges()); // a slice ends where the next one starts
        Energy? Sum(Timestamp start, Timestamp end)
        {
            Energy? energy = Energy.Zero;
            for (var c = 0; c < counted.Count; c++)
                energy += EnergyIntegrator.Integrate(counted[c], start, end, rate, edges[c]).Energy;
            return energy;
        }

        return [.. evidence.WindowRecords.Zip(evidence.WindowEnergies, (w, e) => new SlicedWindow(w, e.Gross, updatePeriod, e.StoodStill(evidence.Ledger) ? (_, _) => null : Sum)).OrderBy(w => w.Window.Start)];
    }

    /// <summary>Adds an amount that is spread evenly over a time to the slices that the time falls into.</summary>
    public void Spread(double[] slices, Timestamp from, Timestamp to, double amount)
    {
        foreach (var (slice, share) in Parts(from, to))
            slices[slice] += amount * share;
    }

    /// <summary>What an amount that is spread evenly over a time comes to at each slice's price.</summary>
    public double Price(double[] prices, Timestamp from, Timestamp to, double amount)
    {
        var sum = 0.0;
        foreach (var (slice, share) in Parts(from, to))
            sum += amount * share * prices[slice];
        return sum;
    }

    private SliceParts Parts(Timestamp from, Timestamp to) => new((from.Seconds - _start) / SliceSeconds, (to.Seconds - _start) / SliceSeconds, Count);

    private Timestamp Edge(int slice) => slice == Count ? Window.End : Window.Start + TimeSpan.FromSeconds(slice * SliceSeconds);
}
