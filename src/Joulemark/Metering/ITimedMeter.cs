using Joulemark.Metrology;

namespace Joulemark.Metering;

/// <summary>
/// A meter whose readings carry times of their own: another machine took them, or a BMC did, some time before they were
/// fetched. Without it a reading is taken to be from the middle of the call.
/// </summary>
public interface ITimedMeter : IMeter
{
    /// <summary>
    /// When the readings of the last <see cref="IMeter.Read"/> were taken, on the run's clock and in the order of the
    /// channels; null for the middle of that call. A time that has not moved on since the reading before is the same
    /// reading again. Called on the thread that reads, right after the reading.
    /// </summary>
    /// <param name="times">One slot per channel.</param>
    void ReadTimes(Span<Timestamp?> times);
}
