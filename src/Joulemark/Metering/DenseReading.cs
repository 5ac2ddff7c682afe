using System.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>
/// Reads a meter far more often than its slow counters move, for about as long as they need to move once, so that it is
/// known when they did.
/// </summary>
internal sealed class DenseReading
{
    /// <summary>Update periods to read on for at most: an update may be a little late.</summary>
    public const double MostPeriods = 1.5;

    private const double ReadingsInPeriod = 20;
    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(2);

    private readonly double?[]? _unmoved;
    private readonly TimeSpan _step;
    private readonly long _until;

    private DenseReading(double?[]? unmoved, TimeSpan step, TimeSpan length)
    {
        (_unmoved, _step) = (unmoved, step);
        var now = Stopwatch.GetTimestamp();
        _until = now + (long)(length.TotalSeconds * Stopwatch.Frequency);
        Next = now;
        Later();
    }

    /// <summary>When to read next, in stopwatch ticks.</summary>
    public long Next { get; private set; }

    /// <summary>For some channels and what they read last; null where none of them is a slow counter that reads at all.</summary>
    /// <param name="channels">The channels, with update periods as they are known.</param>
    /// <param name="last">What they read last.</param>
    /// <param name="untilMoved">True to end once each slow counter has moved; false to go on for the whole time.</param>
    public static DenseReading? Of(IReadOnlyList<Channel> channels, ReadOnlySpan<double?> last, bool untilMoved)
    {
        var unmoved = new double?[channels.Count];
        double shortest = double.MaxValue, longest = 0;
        for (var i = 0; i < channels.Count; i++)
        {
            if (last[i] is null || SlowCounter.PeriodOf(channels[i]) is not { } period)
                continue;
            (unmoved[i], shortest, longest) = (last[i], Math.Min(shortest, period), Math.Max(longest, period));
        }

        if (longest == 0)
            return null;
        var step = TimeSpan.FromSeconds(shortest / ReadingsInPeriod);
        return new DenseReading(untilMoved ? unmoved : null, step > ShortestStep ? step : ShortestStep, TimeSpan.FromSeconds(MostPeriods * longest));
    }

    /// <summary>Takes a reading.</summary>
    /// <returns>True when there is no need for another.</returns>
    public bool IsDone(ReadOnlySpan<double?> readings)
    {
        Later();
        if (Next > _until)
            return true;
        if (_unmoved is null)
            return false;
        var isDone = true;
        for (var i = 0; i < readings.Length; i++)
        {
            if (readings[i] is { } now && now != _unmoved[i])
                _unmoved[i] = null;
            isDone &= _unmoved[i] is null;
        }

        return isDone;
    }

    // From the end of a reading on, so that a slow one takes no more than it must.
    private void Later() => Next = Stopwatch.GetTimestamp() + (long)(_step.TotalSeconds * Stopwatch.Frequency);
}
