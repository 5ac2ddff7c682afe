using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Slicing;

/// <summary>
/// A measured window cut into slices of about equal length, and what each of them took. Slices meet where the joules of the
/// slowest counted sensor are known; the window's own ends need not be such moments, so that the first and the last slice have a core that is.
/// </summary>
internal sealed class SlicedWindow
{
    /// <summary>Shortest slice in seconds: in less, a batch's steps are few.</summary>
    private const double Shortest = 1;

    /// <summary>Updates of the slowest counted sensor in a slice: with ten, its edges are known to some percent.</summary>
    private const double FewestUpdates = 10;

    private readonly KnownMoments _known;
    private readonly Func<Timestamp, Timestamp, SliceEnergy> _energy;
    private readonly long[] _cuts;
    private SliceEnergy[]? _cores;
    private Energy?[]? _energies;

    /// <summary>Cuts a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="gross">Its joules; null when they are missing.</param>
    /// <param name="known">When the joules of the slowest counted sensor are known.</param>
    /// <param name="energy">Joules between two moments.</param>
    public SlicedWindow(WindowRecord window, Energy? gross, KnownMoments known, Func<Timestamp, Timestamp, SliceEnergy> energy)
    {
        var shortest = Math.Max(Shortest, FewestUpdates * known.Period);
        (Window, Gross, _known, _energy) = (window, gross, known, energy);
        IsShort = window.Duration.TotalSeconds < shortest;
        Edges = IsShort ? [window.Start, window.End] : Cut(Math.Max(1, (int)(window.Duration.TotalSeconds / shortest)));
        _cuts = [.. Edges.Select(e => e.Nanoseconds)];
        (_cuts[0], _cuts[^1]) = (window.Start.Nanoseconds, window.End.Nanoseconds);
    }

    /// <summary>The window as recorded.</summary>
    public WindowRecord Window { get; }

    /// <summary>Its joules; null when they are missing.</summary>
    public Energy? Gross { get; }

    /// <summary>Slices: one at least, be the window as short as it may.</summary>
    public int Count => Edges.Count - 1;

    /// <summary>Length of a slice, the mean.</summary>
    public double SliceSeconds => Window.Duration.TotalSeconds / Count;

    /// <summary>True where the window is shorter than a slice should be.</summary>
    public bool IsShort { get; }

    /// <summary>Where slices' cores begin and end: known moments of the slowest counted sensor, the first and the last a little within the window.</summary>
    public IReadOnlyList<Timestamp> Edges { get; }

    /// <summary>How long before an edge the newest of the joules that its reading shows may have been used.</summary>
    public TimeSpan Age => _known.Age;

    /// <summary>The same of each edge: less where it is known that they were new.</summary>
    public IEnumerable<TimeSpan> Ages => Edges.Select(_known.AgeAt);

    /// <summary>The share of that time which the sensor takes the mean of.</summary>
    public double AveragedShare => _known.AveragedShare;

    /// <summary>Joules of each slice from edge to edge, as the sensors' readings have them; null where they are not known.</summary>
    public IEnumerable<Energy?> Cores => Measured.Select(c => c.AsRead);

    /// <summary>Joules of each slice by the sensors, the window's ends included; null where they are not known.</summary>
    public IReadOnlyList<Energy?> Energies => _energies ??= [.. Enumerable.Range(0, Count).Select(Whole)];

    /// <summary>Why not even one slice is as long as its sensor asks; null where it is.</summary>
    public string? TooFewUpdates => Window.Duration.TotalSeconds >= FewestUpdates * _known.Period ? null : string.Create(CultureInfo.InvariantCulture,
        $"window {Window.Repeat} is {Window.Duration.TotalSeconds:0.##} s long, and the slowest counted sensor is new every {_known.Period:0.###} s: a slice needs {FewestUpdates} updates");

    private SliceEnergy[] Measured => _cores ??= [.. Enumerable.Range(0, Count).Select(i => _energy(Edges[i], Edges[i + 1]))];

    /// <summary>The measured windows of a configuration in time order; none where no joules are counted.</summary>
    public static IReadOnlyList<SlicedWindow> Of(ConfigurationEvidence evidence, IReadOnlyDictionary<string, ChannelSeries> series)
    {
        var counted = evidence.Ledger?.Counted.Select(series.GetValueOrDefault).OfType<ChannelSeries>().ToList() ?? [];
        if (counted.Count == 0 || counted.Count != evidence.Ledger!.Counted.Count())
            return [];
        return Of(evidence.WindowRecords.Zip(evidence.WindowEnergies, (w, e) => (w, e.Gross, e.StoodStill(evidence.Ledger))), counted, evidence.Header.SampleRate);
    }

    /// <summary>Windows in time order.</summary>
    /// <param name="windows">Each with its joules, and whether a sensor stood still all the while, so that no part of it has joules.</param>
    /// <param name="counted">The counted channels.</param>
    /// <param name="sampleRate">Readings a second.</param>
    public static IReadOnlyList<SlicedWindow> Of(IEnumerable<(WindowRecord Window, Energy? Gross, bool StoodStill)> windows, List<ChannelSeries> counted, double sampleRate)
    {
        var isAlone = counted.Count(s => s.Channel.UpdatePeriodSeconds > SlowCounter.FasterNeedsNothing) == 1;
        var known = counted.Select(s => new KnownMoments(s, sampleRate, isAlone)).MaxBy(k => k.Period)!;
        var edges = counted.ConvertAll(_ => new RecentEdges()); // a slice ends where the next one starts
        SliceEnergy Sum(Timestamp start, Timestamp end)
        {
            var sum = new SliceEnergy(Energy.Zero, Energy.Zero);
            for (var c = 0; c < counted.Count; c++)
            {
                var channel = EnergyIntegrator.Integrate(counted[c], start, end, sampleRate, edges[c]);
                sum = new SliceEnergy(sum.Energy + channel.Energy, sum.AsRead + channel.AsRead);
            }

            return sum;
        }

        return [.. windows.Select(w => new SlicedWindow(w.Window, w.Gross, known, w.StoodStill ? (_, _) => default : Sum)).OrderBy(w => w.Window.Start)];
    }

    /// <summary>Length of a slice in seconds.</summary>
    public double Seconds(int slice) => (_cuts[slice + 1] - _cuts[slice]) / 1e9;

    /// <summary>Adds an amount that is spread evenly over a time to the slices that the time falls into.</summary>
    public void Spread(double[] slices, Timestamp from, Timestamp to, double amount)
    {
        foreach (var (slice, share) in new SliceParts(_cuts, from.Nanoseconds, to.Nanoseconds))
            slices[slice] += amount * share;
    }

    /// <summary>What an amount that is spread evenly over a time comes to at each slice's price.</summary>
    public double Price(double[] prices, Timestamp from, Timestamp to, double amount)
    {
        var sum = 0.0;
        foreach (var (slice, share) in new SliceParts(_cuts, from.Nanoseconds, to.Nanoseconds))
            sum += amount * share * prices[slice];
        return sum;
    }

    private Energy? Whole(int slice) => Count == 1 ? Gross
        : slice == 0 ? _energy(Window.Start, Edges[1]).Energy
        : slice == Count - 1 ? _energy(Edges[slice], Window.End).Energy
        : Measured[slice].Energy;

    /// <summary>Known moments near the edges of equal slices; fewer where readings are rare, and just the window's ends where there are none.</summary>
    private Timestamp[] Cut(int slices)
    {
        var length = Window.Duration / slices;
        var edges = new List<Timestamp>(slices + 1);
        if (_known.After(Window.Start) is not { } first || _known.Before(Window.End) is not { } last)
            return [Window.Start, Window.End];
        edges.Add(first);
        for (var i = 1; i < slices; i++)
        {
            if (_known.Near(Window.Start + (i * length), length / 4) is { } edge && edge - edges[^1] >= length / 2 && last - edge >= length / 2)
                edges.Add(edge);
        }

        if (last - first < length / 2)
            return [Window.Start, Window.End];
        edges.Add(last);
        return [.. edges];
    }
}
