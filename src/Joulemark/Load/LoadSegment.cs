using Joulemark.Planning;

namespace Joulemark.Load;

/// <summary>A stretch of a load whose level changes: from one level to another along a straight line.</summary>
/// <param name="Start">When it begins, from the start of the load, in seconds.</param>
/// <param name="Length">How long it is, in seconds.</param>
/// <param name="From">Level at its start.</param>
/// <param name="To">Level at its end.</param>
internal readonly record struct LoadSegment(double Start, double Length, double From, double To)
{
    public double End => Start + Length;

    /// <summary>Requests of the stretch in the mean, where its levels are rates.</summary>
    private double Requests => (From + To) / 2 * Length;

    /// <summary>A ramp: a straight line of the rate, or one level of concurrency after another.</summary>
    public static IReadOnlyList<LoadSegment> Ramp(LoadSpec spec)
    {
        var (from, to, over) = (spec.From!.Value, spec.To!.Value, spec.Over!.Value.TotalSeconds);
        if (spec.Of == "rate")
            return [new LoadSegment(0, over, from, to)];
        var levels = (int)Math.Abs(to - from) + 1;
        var each = over / levels;
        return [.. Enumerable.Range(0, levels).Select(i => new LoadSegment(i * each, each, from + (i * Math.Sign(to - from)), from + (i * Math.Sign(to - from))))];
    }

    /// <summary>Steps: each level held for a time.</summary>
    public static IReadOnlyList<LoadSegment> Steps(LoadSpec spec)
    {
        var hold = spec.Hold!.Value.TotalSeconds;
        return [.. spec.Levels.Select((level, i) => new LoadSegment(i * hold, hold, level, level))];
    }

    /// <summary>
    /// When requests come whose rate follows the stretches: arrivals at one a unit of time, with the mean number of requests
    /// since the start as their time (Çinlar: Introduction to Stochastic Processes, 1975, ch. 4.7). They end with the last
    /// stretch.
    /// </summary>
    public static IEnumerable<double> Times(IReadOnlyList<LoadSegment> segments, IEnumerable<double> arrivals)
    {
        var (index, before) = (0, 0.0);
        foreach (var arrival in arrivals)
        {
            while (index < segments.Count && arrival > before + segments[index].Requests)
                before += segments[index++].Requests;
            if (index == segments.Count)
                yield break;
            yield return segments[index].Start + segments[index].TimeOf(arrival - before);
        }
    }

    /// <summary>When so many requests have come since the stretch began: the root of From·t + (To − From)·t²/(2·Length).</summary>
    private double TimeOf(double requests)
    {
        var slope = (To - From) / Length;

        // This form of the root is as good for a slope of 0, and where the rate begins at 0.
        var time = 2 * requests / (From + Math.Sqrt(Math.Max(0, (From * From) + (2 * slope * requests))));
        return Math.Min(time, Length);
    }
}
