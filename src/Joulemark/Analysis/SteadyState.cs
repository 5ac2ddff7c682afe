using Joulemark.Statistics;

namespace Joulemark.Analysis;

/// <summary>Decides from the data when a warm-up is over.</summary>
internal static class SteadyState
{
    /// <summary>How long one observation of throughput and power is.</summary>
    public static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.5);

    /// <summary>How many of the last slices are looked at.</summary>
    public const int Slices = 4;

    /// <summary>The same in an open loop, whose slices scatter as its arrivals do.</summary>
    public const int OpenLoopSlices = 8;

    /// <summary>Most that the trend over the stretch may change the level, relative, where it stands out from the noise.</summary>
    public const double MostTrend = 0.10;

    /// <summary>Largest spread of the slices, relative.</summary>
    public const double MostSpread = 0.25;

    /// <summary>
    /// True when the last slices have no trend and little spread. Slices with no work at all are not steady; power that is
    /// missing does not hold the warm-up up.
    /// </summary>
    public static bool IsReached(IReadOnlyList<double> throughput, IReadOnlyList<double?> power)
    {
        if (throughput.Count < Slices)
            return false;
        var rates = throughput.Skip(throughput.Count - Slices).ToList();
        var watts = power.Skip(power.Count - Slices).OfType<double>().ToList();
        return rates.TrueForAll(r => r > 0) && IsFlat(rates) && (watts.Count < Slices || IsFlat(watts));
    }

    /// <summary>
    /// True when an open loop's last slices have no trend: not in its throughput, nor in its power, nor in what is in
    /// flight, which grows without end where more is asked for than the server can take. Their spread says nothing: arrivals
    /// scatter by design.
    /// </summary>
    public static bool IsReachedByOpenLoop(IReadOnlyList<double> throughput, IReadOnlyList<double> inFlight, IReadOnlyList<double?> power)
    {
        if (throughput.Count < OpenLoopSlices)
            return false;
        var rates = throughput.TakeLast(OpenLoopSlices).ToList();
        var watts = power.TakeLast(OpenLoopSlices).OfType<double>().ToList();
        return rates.Exists(r => r > 0) && HasNoTrend(rates) && HasNoTrend([.. inFlight.TakeLast(OpenLoopSlices)]) && (watts.Count < OpenLoopSlices || HasNoTrend(watts));
    }

    private static bool HasNoTrend(IReadOnlyList<double> values) =>
        Math.Abs(LinearTrend.RelativeChange(values)) <= MostTrend || !LinearTrend.IsSignificant(values);

    private static bool IsFlat(IReadOnlyList<double> values) =>
        LinearTrend.RelativeSpread(values) <= MostSpread
        && HasNoTrend(values);
}
