namespace Joulemark.Metering;

/// <summary>How a meter wants to be read. The default is the run's sample rate, on the thread that all fast meters share.</summary>
/// <param name="Period">Time between readings; null for the run's sample rate. A sensor's own pace, or a slow source's.</param>
/// <param name="MayBlock">
/// True for a reading that may wait (a network, a BMC): it gets a thread of its own, so that it delays no other.
/// </param>
public readonly record struct MeterPace(TimeSpan? Period, bool MayBlock = false)
{
    /// <summary>
    /// For readings that are fast and yet somebody else's code, which may hang one day (a vendor's library): the thread that
    /// all meters with this name share, apart from the others. Null, the default, for the one that fast meters share.
    /// </summary>
    public string? Lane { get; init; }
}
