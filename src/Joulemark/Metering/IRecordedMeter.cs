using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>A source that keeps its own history, e.g. a Prometheus server: it is asked once, after the run.</summary>
public interface IRecordedMeter : IMeter
{
    /// <summary>
    /// All readings between two moments, and the nearest one outside each, in order of time. Never throws: what cannot be
    /// fetched is left out and reported to the <see cref="MeterHost"/>.
    /// </summary>
    IReadOnlyList<MeterSample> Fetch(Timestamp start, Timestamp end);
}
