using Joulemark.Metrology;

namespace Joulemark.Metering.Ptd;

/// <summary>
/// Puts the daemon's stamps on the run's clock. A sample reaches us at or after its moment and never before, so the least
/// time between stamp and arrival is the difference of the two clocks, and what a later sample takes above that is its age.
/// The daemon does not name its time zone, so whole quarters of an hour count for nothing.
/// </summary>
internal sealed class PtdClock(MonotonicClock clock)
{
    private const double Quarter = 900;

    /// <summary>No sample is that old while the line is up: the daemon's clock was set.</summary>
    private const double OldestSeconds = 10;

    private double? _least;

    /// <summary>By how much the daemon's clock is behind ours; null before the first sample.</summary>
    public TimeSpan? Behind => _least is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>The moment of a sample.</summary>
    /// <param name="stamp">The daemon's time.</param>
    /// <param name="arrival">When it reached us.</param>
    public Timestamp Place(DateTime stamp, Timestamp arrival)
    {
        var offset = (clock.StartedAt.UtcDateTime - stamp).TotalSeconds + arrival.Seconds;
        offset -= Quarter * Math.Round(offset / Quarter);
        if (_least is not { } least || offset < least || offset - least > OldestSeconds)
            _least = least = offset;
        return arrival - TimeSpan.FromSeconds(offset - least);
    }
}
