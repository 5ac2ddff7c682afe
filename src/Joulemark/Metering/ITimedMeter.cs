using Joulemark.Metrology;

namespace Joulemark.Metering;

/// <summary>A meter whose source stamps its own readings: they belong to that moment and not to the one they were fetched at.</summary>
public interface ITimedMeter : IMeter
{
    /// <summary>The moment on the run's clock that the last reading belongs to; null for the midpoint of the call.</summary>
    Timestamp? ReadingTime { get; }
}
