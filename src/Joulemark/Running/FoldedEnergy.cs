using Joulemark.Analysis;
using Joulemark.Metrology;

namespace Joulemark.Running;

/// <summary>
/// The part of an open window that is already integrated, so that its samples need not be kept: the memory of a run stays
/// flat however long a window is. Energy is additive over adjacent stretches, so nothing is lost by it.
/// </summary>
internal sealed class FoldedEnergy
{
    /// <summary>Samples of one channel that are kept at most: half an hour at the usual pace.</summary>
    public const int MostSamples = 20_000;

    /// <summary>Newest samples that are left alone: one that comes a little late may still come between them.</summary>
    private const int LeftAlone = 1_000;

    private readonly Dictionary<string, (Timestamp Until, Energy? Energy)> _folded = new(StringComparer.Ordinal);
    private Timestamp? _start;

    /// <summary>A window opens.</summary>
    public void Open(Timestamp start)
    {
        _start = start;
        _folded.Clear();
    }

    /// <summary>Integrates what is old of a series that has grown long, and forgets it.</summary>
    public void Fold(ChannelSeries series, double sampleRate)
    {
        // An edge is looked at from some way before it until some way after: what lies there is kept, now and next time.
        var (old, looked) = (series.Time(series.Count - LeftAlone), series.Time(series.Count - 1) - SharpEdge.Reach);
        var until = old < looked ? old : looked;
        if (_start is { } start)
        {
            var (from, sum) = _folded.GetValueOrDefault(series.Channel.Name, (start, Energy.Zero));
            if (until <= from)
                return;
            _folded[series.Channel.Name] = (until, sum + EnergyIntegrator.Integrate(series, from, until, sampleRate).Energy);
        }

        series.ForgetBefore(until - SharpEdge.Reach);
    }

    /// <summary>Energy of a channel from the window's start to its end.</summary>
    public Energy? Close(ChannelSeries series, Timestamp start, Timestamp end, double sampleRate)
    {
        var (from, sum) = _folded.GetValueOrDefault(series.Channel.Name, (start, Energy.Zero));
        return sum + EnergyIntegrator.Integrate(series, from, end, sampleRate).Energy;
    }
}
