namespace Joulemark.Records;

/// <summary>
/// A device's counter that moves so seldom that a window's edge falls visibly between two of its updates, and often enough
/// that they can be waited for: NVML's moves every 20 to 100 ms. It is read densely at edges, so that the moments at which
/// it moved are known.
/// </summary>
internal static class SlowCounter
{
    /// <summary>Update period in seconds up to which a counter is as good as one that moves all the time.</summary>
    public const double FasterNeedsNothing = 0.005;

    private const double SlowerIsNotWaitedFor = 0.5;

    /// <summary>A channel's update period in seconds where it is such a counter's; else null.</summary>
    public static double? PeriodOf(Channel channel) =>
        channel is { Reading: ReadingKind.EnergyCounter, Provenance: Provenance.Counter, UpdatePeriodSeconds: > FasterNeedsNothing and <= SlowerIsNotWaitedFor and var period }
            ? period
            : null;
}
